using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using Microsoft.ML.MetaLearning.Data;
using Microsoft.ML.MetaLearning.Networks;
using Microsoft.ML.MetaLearning.Preconditions;
using Microsoft.ML.MetaLearning.Tensors;

namespace Microsoft.ML.MetaLearning.Training;

/// <summary>Represents what identifies a training.</summary>
/// <param name="Settings">Everything that its result depends on, by name.</param>
/// <param name="Seeds">The seeds.</param>
internal sealed record TrainingIdentity(IReadOnlyDictionary<string, string> Settings, TrainingSeeds Seeds);

/// <summary>Represents the seeds of initial parameters, training episodes and validation episodes.</summary>
internal sealed record TrainingSeeds(int Parameters, int Training, int Validation);

/// <summary>Represents the checkpoints of one training in a folder, which it locks.</summary>
internal sealed class CheckpointFolder : ICheckpoints, IDisposable
{
    private const string Extension = ".checkpoint";
    private const int MostSettings = 10_000;
    private readonly TrainingCheckpoints _policy;
    private readonly TaskKind _task;
    private readonly Action<BinaryWriter, ParameterSet> _writeModel;
    private readonly Action<string> _warn;
    private readonly FileStream _lock;
    private readonly TrainingIdentity _identity;
    private readonly (string File, BinaryReader Reader)? _newest;

    /// <param name="policy">The folder, and what is kept in it.</param>
    /// <param name="identity">The training. The seeds of the checkpoint that it resumes from replace its own.</param>
    /// <param name="task">The kind of its tasks.</param>
    /// <param name="writeModel">Writes the model with given meta-parameters.</param>
    /// <param name="warn">Called for damaged checkpoints, and for those that could not be saved.</param>
    /// <exception cref="InvalidOperationException">The folder belongs to another training, or all its checkpoints are damaged.</exception>
    public CheckpointFolder(
        TrainingCheckpoints policy,
        TrainingIdentity identity,
        TaskKind task,
        Action<BinaryWriter, ParameterSet> writeModel,
        Action<string> warn)
    {
        (_policy, _task, _writeModel, _warn) = (policy, task, writeModel, warn);
        Directory.CreateDirectory(policy.Folder);
        _lock = Lock(policy.Folder);
        try
        {
            foreach (var unfinished in Directory.EnumerateFiles(policy.Folder, "*" + Extension + AtomicFile.Unfinished))
                File.Delete(unfinished);
            (_newest, var seeds) = Newest(identity);
            _identity = identity with { Seeds = seeds ?? identity.Seeds };
        }
        catch
        {
            _lock.Dispose();
            throw;
        }
    }

    public int Interval => _policy.Interval;

    /// <summary>Gets the seeds that the training began with.</summary>
    public TrainingSeeds Seeds => _identity.Seeds;

    public TrainingState? Load(ParameterSet initial, ParameterSet optimizer) => _newest is var (file, reader)
        ? CheckpointFile.Decode(file, () => TrainingState.Read(reader, initial, optimizer))
        : null;

    /// <summary>
    /// Saves a state. A full disk does not end hours of training: it is a warning, and earlier checkpoints stay.
    /// </summary>
    public void Save(TrainingState state)
    {
        try
        {
            CheckpointFile.Write(PathOf(state.MetaStep), state.LatestScore(_task), writer =>
            {
                WriteIdentity(writer);
                WriteModel(writer, state.Parameters);
                state.Write(writer);
            });
            DeleteSuperseded();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _warn($"the checkpoint of meta-step {state.MetaStep} could not be saved, and the training goes on without it: {e.Message}");
        }
    }

    public void Dispose() => _lock.Dispose();

    private static FileStream Lock(string folder)
    {
        try
        {
            return new FileStream(
                Path.Combine(folder, "training.lock"),
                FileMode.OpenOrCreate,
                FileAccess.ReadWrite,
                FileShare.None,
                bufferSize: 1,
                FileOptions.DeleteOnClose);
        }
        catch (IOException e)
        {
            throw new InvalidOperationException($"the checkpoints in '{folder}' are in use by another training.", e);
        }
    }

    /// <summary>Returns the newest checkpoint that is not damaged, positioned after its identity.</summary>
    private ((string, BinaryReader)?, TrainingSeeds?) Newest(TrainingIdentity identity)
    {
        var files = Files();
        if (files.Length > 0 && !_policy.Resume)
            throw new InvalidOperationException(
                $"'{_policy.Folder}' holds the checkpoints of an earlier training, and {nameof(TrainingCheckpoints.Resume)} is false: " +
                "choose another folder, or delete them.");
        foreach (var file in files)
        {
            try
            {
                var reader = CheckpointFile.Read(file);
                RequireSame(CheckpointFile.Decode(file, () => ReadSettings(reader)), identity, file);
                var (seeds, _) = CheckpointFile.Decode(file, () => (ReadSeeds(reader), ReadModel(reader)));
                return ((file, reader), seeds);
            }
            catch (InvalidDataException e)
            {
                _warn($"{e.Message} The checkpoint before it is used instead.");
            }
        }
        return files.Length == 0 ? (null, null) : throw new InvalidOperationException(
            $"all {files.Length} checkpoints in '{_policy.Folder}' are damaged: choose another folder, or delete them to start again.");
    }

    /// <summary>Returns whether a file has the name of a checkpoint.</summary>
    public static bool IsCheckpoint(string path) => path.EndsWith(Extension, StringComparison.Ordinal);

    /// <summary>Reads the model in a checkpoint.</summary>
    /// <exception cref="InvalidDataException">The file is damaged, or not a checkpoint.</exception>
    /// <exception cref="FormatException">Its hash is right, but its content is not.</exception>
    public static T ReadModel<T>(string path, Func<BinaryReader, T> read)
    {
        using var reader = CheckpointFile.Read(path);
        return CheckpointFile.Decode(path, () =>
        {
            ReadSettings(reader);
            ReadSeeds(reader);
            return read(new BinaryReader(new MemoryStream(ReadModel(reader))));
        });
    }

    // *** Binary format ***
    // int: number of settings, then each: string: name, string: value
    // int: seed of the parameters, int: seed of the training episodes, int: seed of the validation episodes
    private void WriteIdentity(BinaryWriter writer)
    {
        writer.Write(_identity.Settings.Count);
        foreach (var (name, value) in _identity.Settings)
        {
            writer.Write(name);
            writer.Write(value);
        }
        writer.Write(Seeds.Parameters);
        writer.Write(Seeds.Training);
        writer.Write(Seeds.Validation);
    }

    private static Dictionary<string, string> ReadSettings(BinaryReader reader) =>
        Enumerable.Range(0, Checks.Decoded(reader.ReadInt32(), 0, MostSettings, "number of settings"))
            .Select(_ => (Name: reader.ReadString(), Value: reader.ReadString())).ToDictionary(s => s.Name, s => s.Value);

    private static TrainingSeeds ReadSeeds(BinaryReader reader) => new(reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32());

    // *** Binary format ***
    // int: number of bytes, then the content of a meta-learned model
    private void WriteModel(BinaryWriter writer, ParameterSet parameters)
    {
        using var bytes = new MemoryStream();
        using var content = new BinaryWriter(bytes);
        _writeModel(content, parameters);
        content.Flush();
        writer.Write((int)bytes.Length);
        writer.Write(bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
    }

    private static byte[] ReadModel(BinaryReader reader)
    {
        var count = reader.ReadInt32();
        var left = (int)(reader.BaseStream.Length - reader.BaseStream.Position);
        return reader.ReadBytes(Checks.Decoded(count, 0, left, "number of bytes of the model"));
    }

    private static void RequireSame(Dictionary<string, string> settings, TrainingIdentity expected, string file)
    {
        string[] differences = [..
            from name in settings.Keys.Union(expected.Settings.Keys)
            let was = settings.GetValueOrDefault(name, "not there")
            let now = expected.Settings.GetValueOrDefault(name, "not there")
            where was != now
            select $"{name} was {was} and is {now}"];
        if (differences.Length > 0)
            throw new InvalidOperationException($"the training cannot go on from '{file}', which belongs to another one: " +
                $"{string.Join("; ", differences)}. Choose another folder, or restore the settings that differ.");
    }

    private void DeleteSuperseded()
    {
        var files = Files();
        var scores = files.Select(file => (File: file, Score: CheckpointFile.ReadScore(file))).Where(f => double.IsFinite(f.Score));
        var best = scores.OrderByDescending(f => f.Score).Take(_policy.KeepBest).Select(f => f.File);
        foreach (var superseded in files.Skip(_policy.KeepLast).Except(best))
            File.Delete(superseded);
    }

    /// <summary>Returns the checkpoints, the newest first.</summary>
    private string[] Files() =>
        Directory.GetFiles(_policy.Folder, "meta-step-*" + Extension).OrderDescending(StringComparer.Ordinal).ToArray();

    private string PathOf(int metaStep) =>
        Path.Combine(_policy.Folder, string.Create(CultureInfo.InvariantCulture, $"meta-step-{metaStep:D10}{Extension}"));
}
