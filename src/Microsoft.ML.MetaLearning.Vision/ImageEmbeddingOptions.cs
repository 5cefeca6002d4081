using Microsoft.ML.MetaLearning.Preconditions;

namespace Microsoft.ML.MetaLearning.Vision;

/// <summary>Represents what is embedded, and how.</summary>
/// <param name="OutputColumnName">The column to add.</param>
/// <param name="InputColumnName">The column of images or of paths.</param>
/// <param name="ImageFolder">The folder that paths begin in; null for that which the process works in.</param>
/// <param name="Fit">What becomes of images that are no squares.</param>
/// <param name="CacheFolder">The folder of embeddings to use again; null for none. Not part of a model.</param>
internal sealed record ImageEmbeddingOptions(
    string OutputColumnName, string InputColumnName, string? ImageFolder, ImageFit Fit, string? CacheFolder)
{
    public ImageEmbeddingOptions Checked()
    {
        Checks.NotEmpty(OutputColumnName, "outputColumnName");
        Checks.NotEmpty(InputColumnName, "inputColumnName");
        Checks.Defined(Fit, "fit");
        if (CacheFolder is not null)
            Checks.NotEmpty(CacheFolder, "cacheFolder");
        return this;
    }
}
