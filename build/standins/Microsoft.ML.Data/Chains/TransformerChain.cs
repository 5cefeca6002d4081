using System.IO;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

[assembly: LoadableClass(
    typeof(TransformerChain<ITransformer>), typeof(TransformerChain), null, typeof(SignatureLoadModel), "Transformer chain", TransformerChain.LoaderSignature)]

namespace Microsoft.ML.Data;

internal static class TransformerChain
{
    public const string LoaderSignature = "TransformerChain";

    public static void SaveTo(ITransformer transformer, IHostEnvironment env, Stream outputStream)
    {
        using var repository = RepositoryWriter.CreateNew(outputStream, env);
        ModelSaveContext.SaveModel(repository, transformer, LoaderSignature);
        repository.Commit();
    }

    internal static TransformerChain<ITransformer> Create(IHostEnvironment env, ModelLoadContext ctx)
        => new TransformerChain<ITransformer>(env, ctx);
}
