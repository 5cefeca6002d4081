using System;
using System.Linq;
using Microsoft.ML.MetaLearning.Data;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.ML.MetaLearning.Learners;
using Microsoft.ML.MetaLearning.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Models;

/// <summary>
/// Represents what a classifier is adapted from: a meta-learned model and a support set. A classifier that keeps it can be adapted again
/// when its classes change.
/// </summary>
/// <param name="Model">The meta-learned model.</param>
/// <param name="LabelColumnName">The label column.</param>
/// <param name="Labels">The classes.</param>
/// <param name="Support">
/// The support set, [n, ...input shape], in the order of its rows; targets are positions in <paramref name="Labels"/>.
/// </param>
internal sealed record AdaptationSource(MetaLearnedModel Model, string LabelColumnName, ClassLabels Labels, Examples Support) : IDisposable
{
    /// <summary>The name of the rows in messages.</summary>
    public const string SetName = "the support set";

    /// <summary>Creates a source of a model and rows in memory. It shares the tensors of the model.</summary>
    public static AdaptationSource Of(MetaLearnedModel model, string labelColumnName, ExampleSet support) =>
        new(
            model,
            labelColumnName,
            support.Labels,
            new Examples(support.AllInputs(), TensorMemory.Copy<long>(ClassOfRow(support, c => c))));

    public IFewShotLearner Learner => Model.Learner;

    /// <summary>Gets whether all classes count equally, however many rows each has.</summary>
    public bool BalancesClasses { get; init; }

    /// <summary>
    /// Returns the examples that the learner adapts to: the support set or, if classes count equally, its rows repeated until each class
    /// has as many as the largest.
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

    /// <summary>Gets the number of support rows of each class.</summary>
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

    /// <summary>Adds rows of new classes. Their labels follow the others in the order of their first rows.</summary>
    /// <exception cref="ArgumentException">A class is not new.</exception>
    public AdaptationSource WithClasses(ExampleSet rows)
    {
        RequireType(rows.Labels);
        if (rows.Labels.Values.FirstOrDefault(v => Labels.IndexOf(v) >= 0) is { } known)
            throw new ArgumentException(
                $"label '{known}' is a class of the classifier already; add rows of it by Readapt. {Classes}", nameof(rows));
        var added = Enumerable.Range(0, rows.Classes.Count).OrderBy(c => rows.Classes[c][0]).Select(c => rows.Labels.Values[c]);
        return Append(rows, new ClassLabels(Labels.Type, Labels.Values.Concat(added)));
    }

    /// <summary>Adds rows of classes that the classifier has.</summary>
    /// <exception cref="ArgumentException">A class is new.</exception>
    public AdaptationSource WithRows(ExampleSet rows)
    {
        RequireType(rows.Labels);
        if (rows.Labels.Values.FirstOrDefault(v => Labels.IndexOf(v) < 0) is { } unknown)
            throw new ArgumentException(
                $"label '{unknown}' is not a class of the classifier; add it by AddClasses. {Classes}", nameof(rows));
        return Append(rows, Labels);
    }

    /// <summary>Removes a class.</summary>
    /// <param name="label">Its label; an integer in the invariant culture.</param>
    /// <exception cref="ArgumentException">There is no such class, or it is one of the last two.</exception>
    public AdaptationSource WithoutClass(string label)
    {
        var removed = Labels.Names.ToList().IndexOf(label);
        if (removed < 0)
            throw new ArgumentException($"label '{label}' is not a class of the classifier. {Classes}", nameof(label));
        if (Labels.Count <= 2)
            throw new ArgumentException(
                $"a classifier needs at least 2 classes, but it only has {string.Join(" and ", Labels.Names)}.", nameof(label));
        var classes = Support.Targets.data<long>().ToArray();
        var rest = Support.Rows(Enumerable.Range(0, classes.Length).Where(r => classes[r] != removed).Select(r => (long)r).ToArray());
        var targets = classes.Where(c => c != removed).Select(c => c > removed ? c - 1 : c).ToArray();
        return this with
        {
            Labels = new ClassLabels(Labels.Type, Labels.Values.Where((_, i) => i != removed)),
            Support = new Examples(rest.Inputs, TensorMemory.Copy<long>(targets)),
        };
    }

    /// <summary>
    /// Returns the same source, with the same native memory, outside any dispose scope and independent of the model and rows it was made
    /// of.
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

    private string Classes => $"The classes are {string.Join(", ", Labels.Names)}.";

    private AdaptationSource Append(ExampleSet rows, ClassLabels labels)
    {
        var added = new Examples(rows.AllInputs(), TensorMemory.Copy<long>(ClassOfRow(rows, c => labels.IndexOf(rows.Labels.Values[c]))));
        return this with { Labels = labels, Support = Support.Append(added) };
    }

    private void RequireType(ClassLabels labels)
    {
        if (!labels.Type.Equals(Labels.Type))
            throw new ArgumentOutOfRangeException(
                "inputSchema",
                $"label column '{LabelColumnName}' must hold {Labels.Type} as the labels of the classifier do, but holds {labels.Type}.");
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
