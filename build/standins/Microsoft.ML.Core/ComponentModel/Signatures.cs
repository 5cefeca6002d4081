namespace Microsoft.ML;

internal delegate void SignatureLoadModel(ModelLoadContext ctx);

internal delegate void SignatureDefault();
