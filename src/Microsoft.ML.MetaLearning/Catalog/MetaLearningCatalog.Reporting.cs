using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Microsoft.ML.MetaLearning.Data;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.ML.MetaLearning.Evaluation;
using Microsoft.ML.MetaLearning.Preconditions;
using Microsoft.ML.MetaLearning.Reporting;
using TorchSharp;

namespace Microsoft.ML.MetaLearning;

/// <content>Reports.</content>
public sealed partial class MetaLearningCatalog
{
    /// <summary>
    /// Evaluates a meta-learned classifier as <see cref="Evaluate(ITransformer, IDataView, int, int?, int?, int?, int?, int)"/> does, and
    /// writes a page about it: scores, accuracies of episodes, calibration, confusions, the hardest classes with pictures, embeddings and,
    /// given a record, the course of the training. The page is one HTML file that any browser opens without a network.
    /// </summary>
    /// <param name="path">The file to write. Its folder must exist.</param>
    /// <param name="metaModel">The fitted pipeline, or the <see cref="MetaLearnedTransformer"/> alone.</param>
    /// <param name="metaTest">Rows of unseen classes, with the columns that the pipeline was fitted on.</param>
    /// <param name="training">
    /// What the training reported, as a <see cref="MetaTrainingRecord"/> has it; <see langword="null"/> for a page without training curves.
    /// </param>
    /// <param name="title">The heading of the page.</param>
    /// <param name="episodes">Episodes to evaluate.</param>
    /// <param name="ways">Classes per episode; as in meta-training if <see langword="null"/>.</param>
    /// <param name="shots">Support examples per class; as in meta-training if <see langword="null"/>.</param>
    /// <param name="queryShots">Query examples per class; as in meta-training if <see langword="null"/>.</param>
    /// <param name="adaptationSteps">Gradient steps; the test steps of meta-training if <see langword="null"/>.</param>
    /// <param name="seed">Evaluations of the same seed take the same episodes.</param>
    /// <returns>The scores that the page shows.</returns>
    /// <exception cref="ArgumentException">The pipeline does not end in a meta-learned classifier.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A column or number does not suit the model, or the rows are too few for the episodes asked for.
    /// </exception>
    /// <exception cref="DirectoryNotFoundException">The folder of <paramref name="path"/> does not exist.</exception>
    public FewShotMetrics WriteReport(
        string path,
        ITransformer metaModel,
        IDataView metaTest,
        IEnumerable<MetaTrainingMetrics>? training = null,
        string title = "Few-shot learning report",
        int episodes = 600,
        int? ways = null,
        int? shots = null,
        int? queryShots = null,
        int? adaptationSteps = null,
        int seed = 0)
    {
        Checks.NotEmpty(path, nameof(path));
        Checks.FolderOf(path);
        Checks.NotEmpty(title, nameof(title));
        ArgumentNullException.ThrowIfNull(metaTest);
        CheckNumbers(episodes, adaptationSteps);
        var (preprocessing, meta) = SplitClassifier(metaModel);
        var shape = ShapeFor(meta, ways, shots, queryShots);
        using var use = meta.Use();
        using var scope = torch.NewDisposeScope();
        using var examples = Read(preprocessing, meta, metaTest);
        var metrics = Evaluate(meta, examples, shape, adaptationSteps, seed, (evaluator, source) => evaluator.Classification(source, episodes, EpisodeOrigin.Of(examples, seed)));
        var loader = new EpisodeLoader(examples, shape, seed);
        var outcomes = new ClassOutcomes(QueryOutcome.Of(metrics.AsTrained.Judgements, loader, examples));
        var report = HtmlReport.Create(title, meta, metrics, examples, loader, new ReportedClasses(examples, outcomes), training?.ToArray() ?? []);
        AtomicFile.WriteText(path, writer => writer.Write(report));
        return metrics;
    }
}
