package quickstart;

import io.github.cdkkeysmith.CrossAccountKey;
import io.github.cdkkeysmith.EncryptedKey;
import io.github.cdkkeysmith.KeyAccess;
import io.github.cdkkeysmith.KeyEnvironment;
import io.github.cdkkeysmith.KeyRestriction;
import io.github.cdkkeysmith.KeyService;
import io.github.cdkkeysmith.KmsChecks;
import io.github.cdkkeysmith.MultiRegionKey;
import io.github.cdkkeysmith.ServiceAccessOptions;
import io.github.cdkkeysmith.ServiceKey;
import java.util.List;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Environment;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.Validations;
import software.amazon.awscdk.services.iam.ArnPrincipal;

/** The quick start of docs/languages.md in Java. */
public final class QuickStart {
    public static void main(final String[] args) {
        App app = new App();
        Stack stack = new Stack(app, "QuickStart", StackProps.builder()
            .env(Environment.builder().account("111122223333").region("eu-west-1").build())
            .build());
        ArnPrincipal security = new ArnPrincipal("arn:aws:iam::111122223333:role/Security");
        ArnPrincipal api = new ArnPrincipal("arn:aws:iam::111122223333:role/Api");

        EncryptedKey.Builder.create(stack, "OrdersKey")
            .application("orders")
            .environment(KeyEnvironment.PRODUCTION)
            .administrators(List.of(security))
            .users(List.of(api))
            .access(List.of(KeyAccess.service(KeyService.CLOUDWATCH_LOGS,
                ServiceAccessOptions.builder().resources(List.of("/app/orders*")).build())))
            .restrictions(List.of(KeyRestriction.minimumPendingWindow(Duration.days(30))))
            .build();
        ServiceKey.Builder.create(stack, "BucketKey").service(KeyService.S3).users(List.of(api)).build();
        CrossAccountKey.Builder.create(stack, "SharedKey")
            .accounts(List.of("444455556666"))
            .viaServices(List.of(KeyService.S3))
            .build();
        MultiRegionKey replicated = MultiRegionKey.Builder.create(stack, "GlobalKey").replicaRegions(List.of("us-east-1")).build();
        // What one of the two encrypts the other decrypts: both policies allow the same.
        replicated.grantDecrypt(api);
        replicated.replica("us-east-1").grantDecrypt(api);

        Validations.of(app).addPlugins(new KmsChecks(app));
        app.synth();
    }

    private QuickStart() {
    }
}
