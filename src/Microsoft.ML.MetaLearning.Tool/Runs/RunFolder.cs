using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using MetaLearn.Configuration;
using Microsoft.ML.MetaLearning;

namespace MetaLearn.Runs;

/// <summary>The folder of a run, and what is where in it.</summary>
/// <param name="Path">Its full path.</param>
internal sealed record RunFolder(string Path)
{
    /// <summary>The trained model.</summary>
    public string Model => File("model.zip");

    /// <summary>The configuration with all settings, which makes the same run again.</summary>
    public string Configuration => File("config.json");

    /// <summary>What was run, with what, on what, and how it ended.</summary>
    public string Record => File("run.json");

    /// <summary>The figures of each meta-step.</summary>
    public string Metrics => File("metrics.csv");

    /// <summary>The same for TensorBoard.</summary>
    public string Events => File("events");

    /// <summary>What the evaluation found.</summary>
    public string Evaluation => File("evaluation.json");

    /// <summary>A page about the result.</summary>
    public string Report => File("report.html");

    /// <summary>What a training resumes from.</summary>
    public string Checkpoints => File("checkpoints");

    /// <summary>Whether a run has begun in it: a run.json alone is somebody's configuration of that name.</summary>
    public bool HasRun => System.IO.File.Exists(Record) && System.IO.File.Exists(Configuration);

    /// <summary>The folder of a new run, which this call holds.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="configuration">What becomes its config.json.</param>
    /// <exception cref="ConfigurationException">
    /// There is something in it already, other than a run that failed before it learned anything or was killed as it began.
    /// </exception>
    public static RunFolder ForNewRun(string path, string configuration)
    {
        var folder = new RunFolder(System.IO.Path.GetFullPath(path));
        if (folder.HasRun
            ? folder.ReadRecord().Status == RunStatus.Failed && !System.IO.File.Exists(folder.Metrics)
            : folder.HasNothingBut(configuration))
            return folder;
        throw new ConfigurationException([$"output folder '{path}' is not empty; name another with --output, or continue the run in it " +
            $"with 'metalearn resume {path}'."]);
    }

    /// <summary>The folder of a run that has begun.</summary>
    /// <exception cref="ConfigurationException">There is none in it.</exception>
    public static RunFolder Open(string path)
    {
        var folder = new RunFolder(System.IO.Path.GetFullPath(path));
        return folder.HasRun
            ? folder
            : throw new ConfigurationException([$"'{path}' is no folder of a run: it has no run.json with a config.json beside it."]);
    }

    public RunRecord ReadRecord() => JsonSerializer.Deserialize<RunRecord>(System.IO.File.ReadAllText(Record), JsonText.Options)!;

    public void WriteRecord(RunRecord record) => AtomicFile.WriteText(Record, JsonSerializer.Serialize(record, JsonText.Options));

    /// <summary>The figures of the meta-steps so far.</summary>
    public MetaTrainingRecord ReadMetrics() => System.IO.File.Exists(Metrics) ? MetaTrainingRecord.Load(Metrics) : new MetaTrainingRecord();

    public RunConfiguration ReadConfiguration(IEnumerable<Override> overrides) => ConfigurationLoader.LoadFile(Configuration, overrides);

    /// <summary>
    /// Whether there is at most what a process leaves that was killed before its run was on record: a config.json of somebody's own is
    /// another.
    /// </summary>
    private bool HasNothingBut(string configuration)
    {
        var files = Directory.GetFileSystemEntries(Path).Except(
            [File(RunLock.Name), AtomicFile.Unfinished(Configuration), AtomicFile.Unfinished(Record)]).ToArray();
        return files.Length == 0 || files is [var file] && file == Configuration && System.IO.File.ReadAllText(file) == configuration;
    }

    private string File(string name) => System.IO.Path.Combine(Path, name);
}
