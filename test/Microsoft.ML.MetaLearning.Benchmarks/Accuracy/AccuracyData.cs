using System;
using System.Collections.Generic;
using System.Linq;

namespace Microsoft.ML.MetaLearning.Benchmarks.Accuracy;

/// <summary>A data set that learners are judged on, with its split, network and protocols: all of it the same for every learner.</summary>
internal abstract class AccuracyData
{
    public static readonly IReadOnlyList<AccuracyData> All = [new OmniglotData(), new ClincData()];

    public static AccuracyData Find(string name) => All.FirstOrDefault(d => d.Name == name)
        ?? throw new ArgumentException($"'{name}' is no data set; there are {string.Join(", ", All.Select(d => d.Name))}.", nameof(name));

    /// <summary>What the command line calls it.</summary>
    public abstract string Name { get; }

    /// <summary>Split, features and network in a sentence, for the table.</summary>
    public abstract string Description { get; }

    /// <summary>The sizes of the episodes of meta-test.</summary>
    public abstract IReadOnlyList<AccuracyProtocol> Protocols { get; }

    /// <summary>How meta-training makes more of its classes.</summary>
    public abstract Augmentation Augmentation { get; }

    public abstract Backbone CreateBackbone();

    /// <summary>Rows with the columns Label and Features, in memory.</summary>
    public abstract (IDataView MetaTrain, IDataView MetaTest) Load(MLContext mlContext);
}
