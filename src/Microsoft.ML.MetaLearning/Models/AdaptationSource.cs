using System;
using System.Linq;
using Microsoft.ML.MetaLearning.Data;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.ML.MetaLearning.Learners;
using Microsoft.ML.MetaLearning.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Models;

/// <summary>
/// What a classifier is adapted from: a meta-learned model and a support set. Kept with the classifier, it can be adapted again when its
/// classes change.
/// </summary>
/// <param name="Model">The meta-learned model.</param>
/// <param name="LabelColumnName">The column that names the class of a row.</param>
/// <param name="Labels">The classes.</param>
/// <param name="Support">
/// The support set, [n, ...input shape], in the order in which its rows came; targets are positions in <paramref name="Labels"/>.
/// </param>
internal sealed record AdaptationSource(MetaLearnedModel Model, string LabelColumnName, ClassLabels Labels, Examples Support) : IDisposable
{
    /// <summary>What the rows that are adapted to are called in messages.</summary>
    public const string SetName = "the support set";

    /// <summary>A model and rows in memory. The source shares the tensors of the model.</summary>
    public static AdaptationSource Of(MetaLearnedTransformer meta, string labelColumnName, ExampleSet support) =>
        new(meta.Model, labelColumnName, support.Labels, new Examples(support.AllInputs(), TensorMemory.Copy<long>(ClassOfRow(support, c => c))));

    public IFewShotLearner Learner => Model.Learner;

    /// <summary>Whether all classes count equally, however many rows each has.</summary>
    public bool BalancesClasses { get; init; }

    /// <summary>
    /// What the learner adapts to: the support set or, where classes count equally, its rows repeated until each class has as many as the
    /// largest.
    /// </summary>
    public Examples ToAdaptTo()
    {
        if (!BalancesClasses || Shots.Distinct().Count() == 1)
            return Support;
        var classes = Support.Targets.data<long>().ToArray();
        var most = Shots.Max();
        return Support.Rows(Enumerable.Range(0, classes.Length).Select(r => (long)r).GroupBy(r => classes[r]).OrderBy(c => c.Key)
            .SelectMany(c => c.ToArray() is var rows ? Enumerable.Range(0, most).Select(i => rows[i % rows.Length]) : []).ToArray());
    }

    /// <summary>The support rows of each class.</summary>
    public int[] Shots
    {
        get
        {
            var shots = new int[Labels.Count];
            foreach (var target in Support.Targets.data<long>())
                shots[target]++;
            return shots;
        }
    }

    /// <summary>Adds rows of new classes, whose labels follow the others in the order of their first rows.</summary>
    /// <exception cref="ArgumentException">A class is not new.</exception>
    public AdaptationSource WithClasses(ExampleSet rows)
    {
        RequireType(rows.Labels);
        if (rows.Labels.Values.FirstOrDefault(v => Labels.IndexOf(v) >= 0) is { } known)
            throw new ArgumentException($"label '{known}' is a class of the classifier already; add rows of it by Readapt. The classes are {string.Join(", ", Labels.Names)}.", nameof(rows));
        var added = Enumerable.Range(0, rows.Classes.Count).OrderBy(c => rows.Classes[c][0]).Select(c => rows.Labels.Values[c]);
        return Append(rows, new ClassLabels(Labels.Type, Labels.Values.Concat(added)));
    }

    /// <summary>Adds rows of classes that are there.</summary>
    /// <exception cref="ArgumentException">A class is new.</exception>
    public AdaptationSource WithRows(ExampleSet rows)
    {
        RequireType(rows.Labels);
        if (rows.Labels.Values.FirstOrDefault(v => Labels.IndexOf(v) < 0) is { } unknown)
            throw new ArgumentException($"label '{unknown}' is no class of the classifier; add it by AddClasses. The classes are {string.Join(", ", Labels.Names)}.", nameof(rows));
        return Append(rows, Labels);
    }

    /// <summary>Takes a class away.</summary>
    /// <param name="label">Its label, integers in the invariant culture.</param>
    /// <exception cref="ArgumentException">There is no such class, or it is one of the last two.</exception>
    public AdaptationSource WithoutClass(string label)
    {
        var removed = Labels.Names.ToList().IndexOf(label);
        if (removed < 0)
            throw new ArgumentException($"label '{label}' is no class of the classifier; the classes are {string.Join(", ", Labels.Names)}.", nameof(label));
        if (Labels.Count <= 2)
            throw new ArgumentException($"a classifier needs at least 2 classes, but it has {string.Join(" and ", Labels.Names)} alone.", nameof(label));
        var classes = Support.Targets.data<long>().ToArray();
        var rest = Support.Rows(Enumerable.Range(0, classes.Length).Where(r => classes[r] != removed).Select(r => (long)r).ToArray());
        var targets = classes.Where(c => c != removed).Select(c => c > removed ? c - 1 : c).ToArray();
        return this with { Labels = new ClassLabels(Labels.Type, Labels.Values.Where((_, i) => i != removed)), Support = new Examples(rest.Inputs, TensorMemory.Copy<long>(targets)) };
    }

    /// <summary>
    /// The same source, of the same native memory, outside of any dispose scope and apart from the model and rows that it was made of.
    /// </summary>
    public AdaptationSource Keep() => this with
    {
        Model = Model with { Parameters = Model.Parameters.Detach().DetachFromDisposeScope() },
        Support = new Examples(Support.Inputs.detach().DetachFromDisposeScope(), Support.Targets.detach().DetachFromDisposeScope()),
    };

    public void Dispose()
    {
        Model.Parameters.Dispose();
        Support.Inputs.Dispose();
        Support.Targets.Dispose();
    }

    private AdaptationSource Append(ExampleSet rows, ClassLabels labels)
    {
        var added = new Examples(rows.AllInputs(), TensorMemory.Copy<long>(ClassOfRow(rows, c => labels.IndexOf(rows.Labels.Values[c]))));
        return this with { Labels = labels, Support = Support.Append(added) };
    }

    private void RequireType(ClassLabels labels)
    {
        if (!labels.Type.Equals(Labels.Type))
            throw new ArgumentOutOfRangeException("inputSchema", $"label column '{LabelColumnName}' must hold {Labels.Type} as the labels of the classifier do, but holds {labels.Type}.");
    }

    private static long[] ClassOfRow(ExampleSet examples, Func<int, int> position)
    {
        var classes = new long[examples.Count];
        for (var c = 0; c < examples.Classes.Count; c++)
            foreach (var row in examples.Classes[c])
                classes[row] = position(c);
        return classes;
    }
}
