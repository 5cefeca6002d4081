using System;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using MetaLearn;
using MetaLearn.Commands;
using Microsoft.ML.MetaLearning.Data;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Microsoft.ML.MetaLearning.Tests;

/// <summary>Published data sets by the tool.</summary>
[TestClass]
public sealed class MetaLearnDatasetTests : ToolTest
{
    [TestMethod]
    public void TheListSaysWhatThereIsAndHowToGetIt()
    {
        var listed = Succeed("data", "list", "--json").Json["dataSets"]!.AsArray();
        CollectionAssert.AreEqual(FewShotDataset.All.Select(d => d.Name).ToArray(), listed.Select(d => (string)d!["name"]!).ToArray());
        var cub = listed.Single(d => (string)d!["name"]! == "cub")!;
        Assert.IsTrue((bool)cub["download"]!);
        Assert.AreEqual(11788, (int)cub["size"]!["images"]!);
        StringAssert.Contains((string)cub["licence"]!, "non-commercial");
        var text = Succeed("data", "list").Output;
        StringAssert.Contains(text, "metalearn data download cub --output FOLDER");
        StringAssert.Contains(text, FewShotDataset.Find("mini-imagenet").HowToGet);
    }

    [TestMethod]
    public void WhatCannotBeDownloadedIsExplained()
    {
        Fail(ExitCode.Data, FewShotDataset.Find("mini-imagenet").HowToGet, "data", "download", "mini-imagenet", "--output", Folder.Path);
        Fail(ExitCode.Usage, "did you mean 'mini-imagenet'?", "data", "download", "miniimagenet", "--output", Folder.Path);
    }

    [TestMethod]
    public void AHomeThatCannotBeReachedIsMissingData()
    {
        var dataSet = new CubDataset
        {
            Files = [new DatasetFile("birds.tgz", new Uri("http://127.0.0.1:9/birds"), HashAlgorithmName.SHA256, "")]
        };
        var error = Assert.Throws<ToolException>(() => DataDownloadCommand.Download(
            new Session(TextReader.Null, TextWriter.Null, TextWriter.Null, default), dataSet, Folder.Path));
        Assert.AreEqual(ExitCode.Data, error.Code);
        StringAssert.Contains(error.Message, dataSet.HowToGet);
    }

    [TestMethod]
    public void ADownloadIsShownNowAndThenAndAtItsEnd()
    {
        var shown = new StringWriter();
        var display = new DownloadDisplay(new Session(TextReader.Null, TextWriter.Null, shown, default));
        for (var megabytes = 1; megabytes <= 3; megabytes++)
            display.Report(new DownloadProgress("birds.tgz", megabytes * 1_000_000L, 3_000_000));
        CollectionAssert.AreEqual(
            new[] { "birds.tgz: 1.0 of 3.0 MB", "birds.tgz: 3.0 of 3.0 MB" }, shown.ToString().TrimEnd().Split(Environment.NewLine));
    }

    [TestMethod]
    public void ADataSetIsConvertedFromItsFiles()
    {
        WriteSpecification();
        var images = Folder.File("images");
        Assert.AreEqual(
            12,
            (int)Succeed(
                "data", "convert", "meta-dataset", "--from", Folder.File("records"), "--output", images, "--json").Json["images"]!);
        CollectionAssert.AreEquivalent(
            new[] { "train", "val", "test" }, Directory.GetDirectories(images).Select(Path.GetFileName).ToArray());
        Fail(
            ExitCode.Data,
            FewShotDataset.Find("cub").HowToGet,
            "data",
            "convert",
            "cub",
            "--from",
            Folder.File("records"),
            "--output",
            Folder.File("birds"));
        Assert.IsFalse(Directory.Exists(Folder.File("birds")));
    }

    [TestMethod]
    public void ADataSetIsTrainedOnAsPublished()
    {
        WriteSpecification();
        Train(
            "run",
            "--set", $$"""data={"kind":"dataset","name":"meta-dataset","folder":"{{Folder.File("records")}}","width":8,"height":8}""",
            "--set", """learner={"name":"prototypicalNetwork","ways":2,"queryShots":1,"outerLoop":{"metaSteps":1}}""",
            "--set", """backbone={"kind":"identity"}""",
            "--set", "evaluation.queryShots=1");
        var data = Json("run", "run.json")["data"]!;
        CollectionAssert.AreEqual(new[] { "a", "b" }, data["trainClasses"]!.AsArray().Select(c => (string)c!).ToArray());
        CollectionAssert.AreEqual(new[] { "e", "f" }, data["testClasses"]!.AsArray().Select(c => (string)c!).ToArray());
    }

    /// <summary>A source of Meta-Dataset: six classes of two images.</summary>
    private void WriteSpecification()
    {
        var names = "abcdef".Select(c => $"{c}").ToArray();
        File.WriteAllText(Folder.File("records", "dataset_spec.json"), $$"""
            {
              "name": "letters",
              "classes_per_split": { "TRAIN": 2, "VALID": 2, "TEST": 2 },
              "images_per_class": { {{string.Join(", ", names.Select((_, i) => $"\"{i}\": 2"))}} },
              "class_names": { {{string.Join(", ", names.Select((name, i) => $"\"{i}\": \"{name}\""))}} },
              "path": "letters",
              "file_pattern": "{}.tfrecords",
              "__class__": "DatasetSpecification"
            }
            """);
        for (var i = 0; i < names.Length; i++)
            DatasetFiles.Records(
                Folder.File("records", $"{i}.tfrecords"),
                DatasetFiles.Example(Drawings.Bytes(shade: (byte)(20 * i))),
                DatasetFiles.Example(Drawings.Bytes(shade: (byte)(20 * i + 1))));
    }
}
