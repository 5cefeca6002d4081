using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.ML.Data;
using OmniglotFewShot;

namespace Microsoft.ML.MetaLearning.Benchmarks.Accuracy;

/// <summary>The drawings of the sample OmniglotFewShot: the two small background sets of Omniglot, split by alphabet.</summary>
internal sealed class OmniglotData : AccuracyData
{
    public const int Size = 28;

    public override string Name => "omniglot";

    public override string Description =>
        "the two small background sets; meta-training on all alphabets but Korean and Tagalog, with rotations as classes, meta-test on " +
        "these two; 28x28, Conv4 of 64 filters";

    public override IReadOnlyList<AccuracyProtocol> Protocols { get; } = [new(5, 1), new(5, 5), new(20, 1)];

    public override Augmentation Augmentation => Augmentation.RotationsAsClasses;

    public override Backbone CreateBackbone() => new Conv4(channels: 1, Size, Size, filters: 64);

    public override (IDataView MetaTrain, IDataView MetaTest) Load(MLContext mlContext)
    {
        var data = DrawingData.Find(Name, Console.Error.WriteLine);
        var drawings = mlContext.MetaLearning().LoadImageFolder(data.Folder);
        var pixels = mlContext.MetaLearning().LoadPixels(
            "Features", Size, Size, colors: ImageColors.Gray, invert: true).Fit(drawings).Transform(drawings);
        var rows = mlContext.Data.CreateEnumerable<Drawing>(pixels, reuseRowObject: false)
            .ToLookup(row => data.HeldOutAlphabets.Contains(row.Label.Split('/')[0]));
        return (mlContext.Data.LoadFromEnumerable(rows[false]), mlContext.Data.LoadFromEnumerable(rows[true]));
    }

    private sealed class Drawing
    {
        /// <summary>"alphabet/character".</summary>
        public string Label { get; set; } = "";

        [VectorType(1, Size, Size)]
        public float[] Features { get; set; } = [];
    }
}
