namespace Microsoft.ML.MetaLearning;

/// <summary>What the classes of a data set are for.</summary>
public enum MetaPhase
{
    /// <summary>Meta-training.</summary>
    Train,

    /// <summary>Choosing the best meta-parameters during meta-training.</summary>
    Validation,

    /// <summary>Judging the result.</summary>
    Test,
}
