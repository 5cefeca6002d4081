using System.Collections.Generic;

namespace Microsoft.ML.MetaLearning.Data;

/// <summary>
/// Represents CIFAR-FS of Bertinetto et al., <a href="https://arxiv.org/abs/1805.08136">2019</a>: CIFAR-100 with classes split at random.
/// </summary>
internal sealed class CifarFsDataset : Cifar100Dataset
{
    private static readonly HashSet<string> s_validation =
    [
        "beaver", "otter", "flatfish", "shark", "lamp", "television", "beetle", "butterfly",
        "sea", "camel", "cattle", "crab", "crocodile", "maple_tree", "motorcycle", "tractor",
    ];

    private static readonly HashSet<string> s_test =
    [
        "whale", "poppy", "rose", "sweet_pepper", "telephone", "bed", "table", "wardrobe", "leopard", "plain",
        "chimpanzee", "fox", "snail", "worm", "baby", "man", "woman", "bicycle", "pickup_truck", "rocket",
    ];

    public CifarFsDataset() => Size = new DatasetSize(64, 16, 20, 60_000);

    public override string Name => "cifar-fs";

    public override string Description => "the 100 classes of CIFAR-100, 600 images each, split at random by Bertinetto et al.";

    private protected override string Split(string superclass, string name) =>
        s_validation.Contains(name) ? "val" : s_test.Contains(name) ? "test" : "train";
}
