namespace Microsoft.ML.MetaLearning;

/// <summary>Specifies the purpose of classes of a data set.</summary>
public enum MetaPhase
{
    /// <summary>Meta-training.</summary>
    Train,

    /// <summary>Choosing the best meta-parameters during meta-training.</summary>
    Validation,

    /// <summary>Evaluating the result.</summary>
    Test,
}
