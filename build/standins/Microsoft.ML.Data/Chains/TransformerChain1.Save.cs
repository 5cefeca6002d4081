using System.Globalization;
using System.IO;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

public sealed partial class TransformerChain<TLastTransformer>
{
    internal TransformerChain(IHostEnvironment env, ModelLoadContext ctx)
    {
        Contracts.CheckValue(env, nameof(env));
        Contracts.CheckValue(env, ctx, nameof(ctx));
        ctx.CheckAtModel(GetVersionInfo());
        // *** Binary format ***
        // int: number of transformers
        // for each transformer
        //   int: scope
        int count = ctx.Reader.ReadInt32();
        Contracts.CheckDecode(env, count >= 0, "The model is corrupt: a chain cannot have a negative number of steps.");
        long scopes = ctx.Reader.BaseStream.Length - ctx.Reader.BaseStream.Position;
        Contracts.CheckDecode(env, count <= scopes / sizeof(int), "The model is corrupt: the chain says it has more steps than it holds.");
        _transformers = new ITransformer[count];
        _scopes = new TransformerScope[count];
        for (int i = 0; i < count; i++)
        {
            _scopes[i] = (TransformerScope)ctx.Reader.ReadInt32();
            ctx.LoadModel<ITransformer, SignatureLoadModel>(env, out _transformers[i], StepDirectory(i));
        }
        LastTransformer = Last(_transformers);
    }

    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        Contracts.CheckValue(ctx, nameof(ctx));
        ctx.CheckAtModel();
        ctx.SetVersionInfo(GetVersionInfo());
        ctx.Writer.Write(_transformers.Length);
        for (int i = 0; i < _transformers.Length; i++)
        {
            ctx.Writer.Write((int)_scopes[i]);
            ctx.SaveModel(_transformers[i], StepDirectory(i));
        }
    }

    internal void SaveTo(IHostEnvironment env, Stream outputStream) => TransformerChain.SaveTo(this, env, outputStream);

    private static string StepDirectory(int index) => string.Format(CultureInfo.InvariantCulture, "Transform_{0:000}", index);

    private static VersionInfo GetVersionInfo()
    {
        return new VersionInfo(
            modelSignature: "XF  PIPE",
            verWrittenCur: 0x00010001,
            verReadableCur: 0x00010001,
            verWeCanReadBack: 0x00010001,
            loaderSignature: TransformerChain.LoaderSignature,
            loaderAssemblyName: typeof(TransformerChain<>).Assembly.FullName);
    }
}
