# The quick start of docs/languages.md in Python.
from aws_cdk import App, Duration, Environment, Stack, Validations
from aws_cdk import aws_iam as iam
from cdk_keysmith import (
    CrossAccountKey,
    EncryptedKey,
    KeyAccess,
    KeyEnvironment,
    KeyRestriction,
    KeyService,
    KmsChecks,
    MultiRegionKey,
    ServiceKey,
)

app = App()
stack = Stack(app, "QuickStart", env=Environment(account="111122223333", region="eu-west-1"))
security = iam.ArnPrincipal("arn:aws:iam::111122223333:role/Security")
api = iam.ArnPrincipal("arn:aws:iam::111122223333:role/Api")

EncryptedKey(
    stack,
    "OrdersKey",
    application="orders",
    environment=KeyEnvironment.PRODUCTION,
    administrators=[security],
    users=[api],
    access=[KeyAccess.service(KeyService.CLOUDWATCH_LOGS, resources=["/app/orders*"])],
    restrictions=[KeyRestriction.minimum_pending_window(Duration.days(30))],
)
ServiceKey(stack, "BucketKey", service=KeyService.S3, users=[api])
CrossAccountKey(stack, "SharedKey", accounts=["444455556666"], via_services=[KeyService.S3])
replicated = MultiRegionKey(stack, "GlobalKey", replica_regions=["us-east-1"])
# What one of the two encrypts the other decrypts: both policies allow the same.
replicated.grant_decrypt(api)
replicated.replica("us-east-1").grant_decrypt(api)

Validations.of(app).add_plugins(KmsChecks(app))
app.synth()
