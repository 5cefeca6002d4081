namespace Microsoft.ML.MetaLearning.Data;

/// <summary>
/// Represents FC100 of Oreshkin et al., <a href="https://arxiv.org/abs/1805.10123">2018</a>: CIFAR-100 split by superclass, so that no test
/// class resembles one of training.
/// </summary>
internal sealed class Fc100Dataset : Cifar100Dataset
{
    public Fc100Dataset() => Size = new DatasetSize(60, 20, 20, 60_000);

    public override string Name => "fc100";

    public override string Description => "the 100 classes of CIFAR-100, 600 images each, split by superclass by Oreshkin et al.";

    private protected override string Split(string superclass, string name) => superclass switch
    {
        "aquatic_mammals" or "insects" or "medium_mammals" or "people" => "test",
        "large_carnivores" or "large_omnivores_and_herbivores" or "non-insect_invertebrates" or "small_mammals" => "val",
        _ => "train",
    };
}
