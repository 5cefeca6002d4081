namespace Microsoft.ML.MetaLearning;

/// <summary>What an inner loop starts the last layer from.</summary>
public enum HeadInitialization
{
    /// <summary>From meta-learned weights, one vector per class: as many classes as in meta-training can be told apart.</summary>
    Learned,

    /// <summary>From zero: any number of classes can be told apart, and their order does not matter. The default.</summary>
    Zero,

    /// <summary>
    /// From the classes' prototypes, as in Proto-MAML. Triantafillou et al., <a href="https://arxiv.org/abs/1903.03096">Meta-Dataset</a>,
    /// 2020, section 4.
    /// </summary>
    Prototypes,

    /// <summary>
    /// From the classes' prototypes, for ten times the mean squared difference in place of its sum: training begins near the loss of
    /// chance, however long embeddings are.
    /// </summary>
    ScaledPrototypes,
}
