namespace Microsoft.ML.MetaLearning.Tests.Text;

internal sealed class SentenceRow
{
    public string? Text { get; set; }

    public string Label { get; set; } = "";
}
