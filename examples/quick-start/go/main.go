// The quick start of docs/languages.md in Go.
package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/jsii-runtime-go"
	keysmith "github.com/cdk-keysmith/cdk-keysmith-go/cdkkeysmith"
)

func main() {
	defer jsii.Close()

	app := awscdk.NewApp(nil)
	stack := awscdk.NewStack(app, jsii.String("QuickStart"), &awscdk.StackProps{
		Env: &awscdk.Environment{Account: jsii.String("111122223333"), Region: jsii.String("eu-west-1")},
	})
	security := awsiam.NewArnPrincipal(jsii.String("arn:aws:iam::111122223333:role/Security"))
	api := awsiam.NewArnPrincipal(jsii.String("arn:aws:iam::111122223333:role/Api"))

	keysmith.NewEncryptedKey(stack, jsii.String("OrdersKey"), &keysmith.EncryptedKeyProps{
		Application:    jsii.String("orders"),
		Environment:    keysmith.KeyEnvironment_PRODUCTION(),
		Administrators: &[]awsiam.IGrantable{security},
		Users:          &[]awsiam.IGrantable{api},
		Access: &[]keysmith.KeyAccess{
			keysmith.KeyAccess_Service(keysmith.KeyService_CLOUDWATCH_LOGS(), &keysmith.ServiceAccessOptions{
				Resources: jsii.Strings("/app/orders*"),
			}),
		},
		Restrictions: &[]keysmith.KeyRestriction{
			keysmith.KeyRestriction_MinimumPendingWindow(awscdk.Duration_Days(jsii.Number(30))),
		},
	})
	keysmith.NewServiceKey(stack, jsii.String("BucketKey"), &keysmith.ServiceKeyProps{
		Service: keysmith.KeyService_S3(),
		Users:   &[]awsiam.IGrantable{api},
	})
	keysmith.NewCrossAccountKey(stack, jsii.String("SharedKey"), &keysmith.CrossAccountKeyProps{
		Accounts:    jsii.Strings("444455556666"),
		ViaServices: &[]keysmith.KeyService{keysmith.KeyService_S3()},
	})
	replicated := keysmith.NewMultiRegionKey(stack, jsii.String("GlobalKey"), &keysmith.MultiRegionKeyProps{
		ReplicaRegions: jsii.Strings("us-east-1"),
	})
	// What one of the two encrypts the other decrypts: both policies allow the same.
	replicated.GrantDecrypt(api)
	replicated.Replica(jsii.String("us-east-1")).GrantDecrypt(api)

	awscdk.Validations_Of(app).AddPlugins(keysmith.NewKmsChecks(app, nil))
	app.Synth(nil)
}
