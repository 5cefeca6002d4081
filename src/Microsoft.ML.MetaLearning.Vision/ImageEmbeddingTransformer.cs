using System;
using System.IO;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.MetaLearning;
using Microsoft.ML.MetaLearning.MLNet;
using Microsoft.ML.MetaLearning.Models;
using Microsoft.ML.MetaLearning.Preconditions;
using Microsoft.ML.MetaLearning.Vision;
using Microsoft.ML.Runtime;

[assembly: LoadableClass(
    typeof(ImageEmbeddingTransformer), null, typeof(SignatureLoadModel), "Embeddings of images", ImageEmbeddingTransformer.LoaderSignature)]

namespace Microsoft.ML.MetaLearning;

/// <summary>Embeds the images of a column, lazily. A view is embedded on all processors, ahead of the rows that are read.</summary>
/// <remarks>
/// Several threads can transform at once. The weights are loaded once for the whole process. A model file names the network and its
/// version; it has no weights, and no cache. Only load models from trusted sources. Loading models from untrusted sources is a security
/// risk.
/// </remarks>
/// <seealso cref="ImageEmbeddingEstimator"/>
public sealed class ImageEmbeddingTransformer : ITransformer
{
    internal const string LoaderSignature = "ImageEmbedding";
    private const string OptionsStream = "Options";
    private const string Network = "ResNet18";
    private readonly ImageEmbeddingOptions _options;
    private readonly RowEmbedding<Photo> _embedding;

    internal ImageEmbeddingTransformer(IHostEnvironment env, ImageEmbeddingOptions options)
    {
        var host = env.Register(nameof(ImageEmbeddingTransformer));
        _options = options;
        Photos = new PhotoColumn(host, options);
        _embedding = new RowEmbedding<Photo>(host, this, Save, Photos);
    }

    /// <summary>Gets the column of images, or of their paths.</summary>
    public string InputColumnName => _options.InputColumnName;

    /// <summary>Gets the column of embeddings.</summary>
    public string OutputColumnName => _options.OutputColumnName;

    /// <summary>Always <see langword="true"/>: each row gives one row.</summary>
    public bool IsRowToRowMapper => true;

    internal PhotoColumn Photos { get; }

    private static VersionInfo Version => new(
        modelSignature: "IMAGEEMB",
        verWrittenCur: 0x00010001,
        verReadableCur: 0x00010001,
        verWeCanReadBack: 0x00010001,
        loaderSignature: LoaderSignature,
        loaderAssemblyName: typeof(ImageEmbeddingTransformer).Assembly.FullName!);

    /// <inheritdoc/>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => _embedding.Map(inputSchema).OutputSchema;

    /// <inheritdoc/>
    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => _embedding.Map(inputSchema);

    /// <inheritdoc/>
    public IDataView Transform(IDataView input) => _embedding.Transform(input);

    void ICanSaveModel.Save(ModelSaveContext ctx) => Save(ctx);

    // *** Binary format ***
    // stream "Options": string: output column, string: input column, string: image folder, empty if there is none, byte: fit
    // string: network, string: version of its package
    private void Save(ModelSaveContext context)
    {
        context.CheckAtModel();
        context.SetVersionInfo(Version);
        ModelStreams.Write(context, OptionsStream, writer =>
        {
            writer.Write(OutputColumnName);
            writer.Write(InputColumnName);
            writer.Write(_options.ImageFolder ?? "");
            writer.Write((byte)_options.Fit);
            writer.Write(Network);
            writer.Write(WeightFile.PackageVersion);
        });
    }

    private static ImageEmbeddingTransformer Create(IHostEnvironment env, ModelLoadContext ctx) => ModelStreams.Decode(
        ctx, Version, () => new ImageEmbeddingTransformer(env, ModelStreams.Read(ctx, OptionsStream, ReadOptions)));

    private static ImageEmbeddingOptions ReadOptions(BinaryReader reader)
    {
        var options = new ImageEmbeddingOptions(
            OutputColumnName: reader.ReadString(),
            InputColumnName: reader.ReadString(),
            ImageFolder: reader.ReadString() is { Length: > 0 } folder ? folder : null,
            Fit: Checks.DecodedEnum<ImageFit>(reader.ReadByte()),
            CacheFolder: null);
        var (network, version) = (reader.ReadString(), reader.ReadString());
        return (network, version) == (Network, WeightFile.PackageVersion) ? options.Checked() : throw new NotSupportedException(
            $"the model embeds images with {network} of package version {version}, " +
            $"but this version of Microsoft.ML.MetaLearning.Vision uses {Network} of {WeightFile.PackageVersion}.");
    }
}
