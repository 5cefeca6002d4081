namespace Microsoft.ML.MetaLearning.MLNet;

/// <summary>A step that makes a column of the images that another one has the paths of.</summary>
internal interface IImageLoader
{
    /// <summary>The column that it adds.</summary>
    string OutputColumnName { get; }
}
