namespace Microsoft.ML.MetaLearning.MLNet;

/// <summary>Represents a step that loads images from a column of paths.</summary>
internal interface IImageLoader
{
    /// <summary>Gets the name of the column of images.</summary>
    string OutputColumnName { get; }
}
