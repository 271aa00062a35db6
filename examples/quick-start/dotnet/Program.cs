// The quick start of docs/languages.md in C#. Compiled and run where the .NET SDK is, parsed elsewhere.
using Amazon.CDK;
using Amazon.CDK.AWS.IAM;
using CdkKeysmith;

var app = new App();
var stack = new Stack(app, "QuickStart", new StackProps
{
    Env = new Amazon.CDK.Environment { Account = "111122223333", Region = "eu-west-1" },
});
var security = new ArnPrincipal("arn:aws:iam::111122223333:role/Security");
var api = new ArnPrincipal("arn:aws:iam::111122223333:role/Api");

_ = new EncryptedKey(stack, "OrdersKey", new EncryptedKeyProps
{
    Application = "orders",
    Environment = KeyEnvironment.PRODUCTION,
    Administrators = new IGrantable[] { security },
    Users = new IGrantable[] { api },
    Access = new[] { KeyAccess.Service(KeyService.CLOUDWATCH_LOGS, new ServiceAccessOptions { Resources = new[] { "/app/orders*" } }) },
    Restrictions = new[] { KeyRestriction.MinimumPendingWindow(Duration.Days(30)) },
});
_ = new ServiceKey(stack, "BucketKey", new ServiceKeyProps { Service = KeyService.S3, Users = new IGrantable[] { api } });
_ = new CrossAccountKey(stack, "SharedKey", new CrossAccountKeyProps
{
    Accounts = new[] { "444455556666" },
    ViaServices = new[] { KeyService.S3 },
});
var replicated = new MultiRegionKey(stack, "GlobalKey", new MultiRegionKeyProps { ReplicaRegions = new[] { "us-east-1" } });
// What one of the two encrypts the other decrypts: both policies allow the same.
replicated.GrantDecrypt(api);
replicated.Replica("us-east-1").GrantDecrypt(api);

Validations.Of(app).AddPlugins(new KmsChecks(app));
app.Synth();
