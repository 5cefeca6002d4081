using System;
using System.Security.Cryptography;
using System.Threading;

namespace Microsoft.ML.MetaLearning.Data;

/// <summary>
/// Represents CIFAR-100 in one of its splits by class. Its training and test images are put together, since few-shot learning splits by
/// class instead.
/// </summary>
internal abstract class Cifar100Dataset : FewShotDataset
{
    private const string Folder = "https://www.cs.toronto.edu/~kriz/";

    private protected Cifar100Dataset() =>
        Files =
        [
            new(Cifar100Images.Archive, new(Folder + Cifar100Images.Archive), HashAlgorithmName.MD5, "03b5dce01913d631647c71ecec9e9cb8"),
        ];

    public override Uri Home { get; } = new(Folder + "cifar.html");

    public override string License => "none stated; the home asks to cite Krizhevsky, 2009";

    public override string HowToGet =>
        $"Download {Cifar100Images.Archive}, the binary version of CIFAR-100, from {Home} and put it, " +
        $"or the folder {Cifar100Images.Folder} that it extracts to, into a folder.";

    private protected override void Convert(string source, string target, CancellationToken cancellationToken) =>
        Cifar100Images.Read(source, cancellationToken).Write(target, Split, cancellationToken);

    private protected abstract string Split(string superclass, string name);
}
