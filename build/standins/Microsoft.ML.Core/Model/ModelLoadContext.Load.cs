using System.Diagnostics.CodeAnalysis;
using System.IO;
using System.Text;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

internal sealed partial class ModelLoadContext
{
    public static void LoadModel<TRes, TSig>(IHostEnvironment env, out TRes result, RepositoryReader rep, string dir, params object[] extra)
        where TRes : class
    {
        if (!LoadModelOrNull<TRes, TSig>(env, out var loaded, rep, dir, extra))
        {
            throw Contracts.ExceptDecode(env, $"The model file has no model '{dir}'.");
        }
        result = loaded;
    }

    public static bool LoadModelOrNull<TRes, TSig>(
        IHostEnvironment env, [NotNullWhen(true)] out TRes? result, RepositoryReader rep, string dir, params object[] extra)
        where TRes : class
    {
        Contracts.CheckValue(env, nameof(env));
        Contracts.CheckValue(env, rep, nameof(rep));
        using var entry = rep.OpenEntryOrNull(dir, ModelStreamName);
        if (entry == null)
        {
            result = null;
            return false;
        }
        LoadModel<TRes, TSig>(env, out result, rep, entry, dir, extra);
        return true;
    }

    public static void LoadModel<TRes, TSig>(
        IHostEnvironment env, out TRes result, RepositoryReader rep, Repository.Entry ent, string dir, params object[] extra)
        where TRes : class
    {
        Contracts.CheckValue(env, nameof(env));
        using var context = new ModelLoadContext(rep, ent, dir);
        result = context.LoadCore<TRes, TSig>(env, extra);
    }

    public static void LoadModel<TRes, TSig>(IHostEnvironment env, out TRes result, Stream stream, params object[] extra)
        where TRes : class
    {
        Contracts.CheckValue(env, nameof(env));
        Contracts.CheckValue(env, stream, nameof(stream));
        using var reader = new BinaryReader(stream, Encoding.UTF8, leaveOpen: true);
        LoadModel<TRes, TSig>(env, out result, reader, extra);
    }

    public static void LoadModel<TRes, TSig>(IHostEnvironment env, out TRes result, BinaryReader reader, params object[] extra)
        where TRes : class
    {
        Contracts.CheckValue(env, nameof(env));
        using var context = new ModelLoadContext(reader, env);
        result = context.LoadCore<TRes, TSig>(env, extra);
    }

    public void LoadModel<TRes, TSig>(IHostEnvironment env, out TRes result, string name, params object[] extra)
        where TRes : class
        => LoadModel<TRes, TSig>(env, out result, RequireRepository(), SubDirectory(name), extra);

    public bool LoadModelOrNull<TRes, TSig>(IHostEnvironment env, [NotNullWhen(true)] out TRes? result, string name, params object[] extra)
        where TRes : class
        => LoadModelOrNull<TRes, TSig>(env, out result, RequireRepository(), SubDirectory(name), extra);

    private TRes LoadCore<TRes, TSig>(IHostEnvironment env, object[] extra)
        where TRes : class
    {
        string signature = ModelHeader.GetLoaderSig(ref Header);
        Contracts.CheckDecode(env, signature.Length > 0, "The model cannot be loaded: it does not say what can load it.");
        if (!string.IsNullOrEmpty(LoaderAssemblyName))
        {
            env.ComponentCatalog.RegisterAssembly(LoaderAssembly.Load(LoaderAssemblyName, $"The model '{signature}'"));
        }
        var arguments = new object[extra.Length + 1];
        arguments[0] = this;
        extra.CopyTo(arguments, 1);
        TRes? result;
        try
        {
            string alternative = ModelHeader.GetLoaderSigAlt(ref Header);
            if (!ComponentCatalog.TryCreateInstance<TRes, TSig>(env, out result, signature, "", arguments)
                && (alternative.Length == 0 || !ComponentCatalog.TryCreateInstance<TRes, TSig>(env, out result, alternative, "", arguments)))
            {
                throw Contracts.ExceptDecode(env, $"The model cannot be loaded: no registered assembly loads a {typeof(TRes).Name} by the name '{signature}'.");
            }
        }
        catch (EndOfStreamException ex)
        {
            throw Contracts.ExceptDecode(env, ex, $"The model '{signature}' is truncated.");
        }
        Done();
        return result;
    }
}
