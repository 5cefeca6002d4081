using System;
using System.ComponentModel.DataAnnotations;
using System.IO;
using System.Linq;
using MetaLearn.Configuration;
using Microsoft.ML;
using Microsoft.ML.MetaLearning;

namespace MetaLearn.Data;

/// <summary>A published data set, from the files that its home gives out; they are prepared once as a folder of images.</summary>
internal sealed class PublishedSource : ImageSource
{
    public PublishedSource() => Split.By = SplitBy.Given;

    /// <summary>The name of the data set; metalearn data list lists them.</summary>
    [Required]
    public string Name { get; set; } = "";

    /// <summary>The folder with the original files.</summary>
    [Required, PathSetting]
    public string Folder { get; set; } = "";

    /// <summary>The folder of images to prepare. The default is null: a folder beside the original files.</summary>
    [PathSetting]
    public string? PreparedFolder { get; set; }

    internal override string? PhaseColumn => Known?.Size is { TestClasses: 0 } ? null : base.PhaseColumn;

    internal override string Title => $"data set '{Name}'";

    private protected override string Root => PreparedFolder ?? Path.Combine(Folder, $"{Known?.Name}-prepared");

    /// <summary>The data set; null if the name is wrong.</summary>
    private FewShotDataset? Known => FewShotDataset.All.FirstOrDefault(d => d.Name.Equals(Name, StringComparison.OrdinalIgnoreCase));

    /// <exception cref="ConfigurationException">There is none of that name.</exception>
    public static FewShotDataset Find(string name)
    {
        try
        {
            return FewShotDataset.Find(name);
        }
        catch (ArgumentException e)
        {
            throw new ConfigurationException([Messages.Of(e)]);
        }
    }

    internal override void Check()
    {
        base.Check();
        try
        {
            FewShotDataset.Find(Name);
        }
        catch (ArgumentException e)
        {
            throw new ArgumentException(Messages.Of(e), nameof(Name));
        }
    }

    internal override IDataView Load(MLContext mlContext) =>
        DataException.Guard(() => mlContext.MetaLearning().LoadDataset(Name, Folder, Root, CorruptImages));
}
