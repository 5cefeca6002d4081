using System;
using System.ComponentModel.DataAnnotations;
using MetaLearn.Data;
using Microsoft.ML.MetaLearning;

namespace MetaLearn.Configuration;

/// <summary>The configuration of a run.</summary>
internal sealed class RunConfiguration
{
    /// <summary>The JSON schema of this file, for editors.</summary>
    [SettingName("$schema")]
    public string? Schema { get; set; }

    /// <summary>Where these settings come from. The default is null: nothing is said.</summary>
    public About? About { get; set; }

    /// <summary>The rows, and which classes are for what.</summary>
    [Required]
    public DataSource Data { get; set; } = null!;

    /// <summary>The learner and its options. The default is prototypicalNetwork.</summary>
    public ClassifierMetaTrainerOptions Learner { get; set; } = new PrototypicalNetworkTrainer.Options();

    /// <summary>The network. The default is null: the learner chooses one by the data, Conv4 for images and Mlp otherwise.</summary>
    public BackboneChoice? Backbone { get; set; }

    /// <summary>How episodes of training are drawn, and how their images are changed.</summary>
    public EpisodeSettings Episodes { get; set; } = new();

    /// <summary>How the run is carried out.</summary>
    public TrainingSettings Training { get; set; } = new();

    /// <summary>How the result is judged.</summary>
    public EvaluationSettings Evaluation { get; set; } = new();

    /// <summary>What is written about the run beside its model and figures.</summary>
    public ReportingSettings Reporting { get; set; } = new();

    /// <summary>The folder of the run. The default is null: a folder named after the configuration, in the folder runs.</summary>
    [PathSetting]
    public string? Output { get; set; }
}

/// <summary>Where settings come from.</summary>
internal sealed class About
{
    /// <summary>What is configured.</summary>
    public string Title { get; set; } = "";

    /// <summary>The publication or code that the settings are those of.</summary>
    public string Source { get; set; } = "";

    /// <summary>What of the source the settings cannot express.</summary>
    public string[] NotExpressed { get; set; } = [];

    /// <summary>What else one should know of the settings.</summary>
    public string[] Notes { get; set; } = [];
}

/// <summary>How a run is carried out.</summary>
internal sealed class TrainingSettings
{
    /// <summary>The seed of everything random but for the split, which has its own. The default is 1.</summary>
    public int Seed { get; set; } = 1;

    /// <summary>The number of a CUDA device to train on. The default is null: the CPU.</summary>
    [Range(0, int.MaxValue)]
    public int? Gpu { get; set; }

    /// <summary>
    /// A model of an earlier run, or the folder of the run, whose network training starts from. The default is null: one drawn at random.
    /// </summary>
    [PathSetting]
    public string? InitialModel { get; set; }

    /// <summary>When the state of the training is saved, for metalearn resume to go on from.</summary>
    public CheckpointSettings Checkpoints { get; set; } = new();
}

/// <summary>When the state of a training is saved, beside Ctrl+C and its end.</summary>
internal sealed class CheckpointSettings
{
    /// <summary>Meta-steps from one checkpoint to the next. The default is 100.</summary>
    [Range(1, int.MaxValue)]
    public int Interval { get; set; } = 100;

    /// <summary>The latest checkpoints that are kept. The default is 2.</summary>
    [Range(1, int.MaxValue)]
    public int KeepLast { get; set; } = 2;

    /// <summary>The checkpoints that are kept beside them because their validation was best. The default is 0.</summary>
    [Range(0, int.MaxValue)]
    public int KeepBest { get; set; }

    public TrainingCheckpoints In(string folder) => new(folder) { Interval = Interval, KeepLast = KeepLast, KeepBest = KeepBest };
}

/// <summary>How a model is judged: over episodes of the classes that are for testing.</summary>
internal sealed class EvaluationSettings
{
    /// <summary>Episodes; 0 for no evaluation. The default is 600.</summary>
    [Range(0, int.MaxValue)]
    public int Episodes { get; set; } = 600;

    /// <summary>Classes per episode. The default is null: as in training.</summary>
    [Range(2, int.MaxValue)]
    public int? Ways { get; set; }

    /// <summary>Support examples per class. The default is null: as in training.</summary>
    [Range(1, int.MaxValue)]
    public int? Shots { get; set; }

    /// <summary>Query examples per class. The default is null: as in training.</summary>
    [Range(1, int.MaxValue)]
    public int? QueryShots { get; set; }

    /// <summary>Gradient steps of the adaptation. The default is null: the test steps of training.</summary>
    [Range(0, int.MaxValue)]
    public int? AdaptationSteps { get; set; }

    /// <summary>Evaluations of the same seed take the same episodes. The default is 0.</summary>
    public int Seed { get; set; }

    /// <summary>The protocol, with these sizes where the settings have none.</summary>
    public EvaluationProtocol ToProtocol(int? ways = null, int? shots = null, int? queryShots = null) =>
        new(Ways ?? ways, Shots ?? shots, QueryShots ?? queryShots, Episodes, Seed) { AdaptationSteps = AdaptationSteps };

    /// <param name="mostWays">The classes that the learner can tell apart at most, or null for any number.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is wrong; its name is the parameter's.</exception>
    public void Check(int? mostWays)
    {
        AtMost(Episodes, 1_000_000, nameof(Episodes));
        AtMost(Ways, 10_000, nameof(Ways));
        AtMost(Shots, 100_000, nameof(Shots));
        AtMost(QueryShots, 100_000, nameof(QueryShots));
        AtMost(AdaptationSteps, 100_000, nameof(AdaptationSteps));
        if (Episodes == 1)
            throw new ArgumentOutOfRangeException(
                nameof(Episodes), Episodes, $"{nameof(Episodes)} must be 0, or at least 2 for an interval.");
        if (Episodes > 0 && Ways > mostWays)
            throw new ArgumentOutOfRangeException(
                nameof(Ways), Ways, $"{nameof(Ways)} must be at most {mostWays}, the classes that the learner is trained to tell apart.");
    }

    // As the library says it, but before the training rather than after.
    private static void AtMost(int? value, int largest, string name)
    {
        if (value > largest)
            throw new ArgumentOutOfRangeException(name, value, $"{name} must be at most {largest}.");
    }
}

/// <summary>What is written about a run beside its model and figures.</summary>
internal sealed class ReportingSettings
{
    /// <summary>Whether events for TensorBoard are written, to the folder events of the run. The default is true.</summary>
    public bool TensorBoard { get; set; } = true;

    /// <summary>Meta-steps from one histogram of the parameters to the next, for TensorBoard. The default is 0: none.</summary>
    [Range(0, int.MaxValue)]
    public int HistogramInterval { get; set; }

    /// <summary>Meta-steps from one picture of an episode to the next, for TensorBoard. The default is 0: none.</summary>
    [Range(0, int.MaxValue)]
    public int ImageInterval { get; set; }

    /// <summary>Whether the page report.html about the result is written at the end. The default is true.</summary>
    public bool Page { get; set; } = true;

    /// <summary>The writer for TensorBoard, or null if it is not wanted.</summary>
    public TensorBoardWriter? Open(string folder) => TensorBoard
        ? new TensorBoardWriter(folder) { HistogramInterval = HistogramInterval, ImageInterval = ImageInterval }
        : null;
}
