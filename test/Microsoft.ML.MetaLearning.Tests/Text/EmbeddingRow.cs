namespace Microsoft.ML.MetaLearning.Tests.Text;

internal sealed class EmbeddingRow
{
    public float[] Features { get; set; } = [];
}
