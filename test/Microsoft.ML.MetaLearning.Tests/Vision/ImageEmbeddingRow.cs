namespace Microsoft.ML.MetaLearning.Tests.Vision;

internal sealed class ImageEmbeddingRow
{
    public float[] Features { get; set; } = [];
}
