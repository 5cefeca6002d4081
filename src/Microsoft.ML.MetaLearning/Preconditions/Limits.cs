namespace Microsoft.ML.MetaLearning.Preconditions;

/// <summary>The largest values that options accept: far more than anybody has used, and far less than what exhausts memory.</summary>
internal static class Limits
{
    public const int Ways = 10_000;

    /// <summary>Examples per class or task.</summary>
    public const int Shots = 100_000;

    public const int MetaBatchSize = 10_000;

    /// <summary>Steps of an inner loop.</summary>
    public const int Steps = 100_000;

    /// <summary>Episodes of an evaluation or a validation.</summary>
    public const int Episodes = 1_000_000;

    public const int Threads = 1024;

    public const double LearningRate = 1000;

    /// <summary>Models of an ensemble.</summary>
    public const int Members = 1000;

    /// <summary>Channels of an image, and pixels along one side.</summary>
    public const int Image = 1 << 14;

    /// <summary>Numbers in an image.</summary>
    public const int ImageNumbers = 1 << 26;

    /// <summary>Filters of a convolution.</summary>
    public const int Filters = 1 << 12;

    /// <summary>The width of a hidden layer.</summary>
    public const int Hidden = 1 << 14;

    /// <summary>Features of a row.</summary>
    public const int Features = 1 << 20;

    /// <summary>Steps in which a query attends to its support set.</summary>
    public const int ProcessingSteps = 1000;
}
