using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.ML.MetaLearning.Data;
using Microsoft.ML.MetaLearning.Evaluation;
using Microsoft.ML.MetaLearning.Preconditions;
using Microsoft.ML.Runtime;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Reporting;

/// <summary>Evaluates a model, and writes a page about it.</summary>
internal static class EvaluationPage
{
    public static FewShotMetrics Write(
        IHostEnvironment env,
        string path,
        ITransformer metaModel,
        IDataView metaTest,
        EvaluationProtocol protocol,
        IEnumerable<MetaTrainingMetrics>? training,
        string title)
    {
        Checks.NotEmpty(path, nameof(path));
        Checks.FolderOf(path);
        Checks.NotEmpty(title, nameof(title));
        ArgumentNullException.ThrowIfNull(metaTest);
        protocol.Checked();
        var model = JudgedModel.Classifier(env, metaModel);
        protocol = model.Complete(protocol);
        using var use = model.Meta.Use();
        using var scope = NewDisposeScope();
        using var examples = model.Read(metaTest);
        var metrics = model.Evaluate(examples, protocol);
        var loader = JudgedModel.Episodes(examples, protocol);
        var classes = new ReportedClasses(examples, new ClassOutcomes(QueryOutcome.Of(metrics.AsTrained.Judgements, loader, examples)));
        var report = HtmlReport.Create(title, model.Meta, metrics, examples, loader, classes, training?.ToArray() ?? []);
        AtomicFile.WriteText(path, writer => writer.Write(report));
        return metrics;
    }
}
