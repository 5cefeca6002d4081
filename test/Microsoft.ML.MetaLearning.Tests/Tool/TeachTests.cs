using System.IO;
using System.Linq;
using MetaLearn;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Microsoft.ML.MetaLearning.Tests;

/// <summary>Classifiers from a handful of examples by one command, with nothing trained before.</summary>
[TestClass]
public sealed class TeachTests : ToolTest
{
    private static readonly string[] s_sentences =
    [
        "Label,Text",
        "delivery,where is my parcel",
        "delivery,the courier has not come yet",
        "refund,I want my money back",
        "refund,please return what I paid",
    ];

    private string Classifier => Folder.File("classifier.zip");

    [TestMethod]
    public void SentencesAreTaught()
    {
        var taught = Teach(Table("sentences.csv", s_sentences));
        StringAssert.StartsWith(taught.Output, "learned delivery, refund from 4 sentences by MiniLM in ");
        StringAssert.Contains(taught.Output, "accuracy 100.0 %, 95 % confidence interval 51.0 to 100.0 % (leave-one-out, 4 of 4 rows)");
        File.WriteAllText(Folder.File("query.txt"), "my package got lost\ngive me a refund\n");
        Assert.AreEqual("delivery, refund", Labels(Folder.File("query.txt")));

        var account = Table("account.csv", "Label,Text", "account,I cannot sign in");
        Succeed("classifier", "add-classes", Classifier, "--support", account, "-o", Classifier);
        File.WriteAllText(Folder.File("query.txt"), "my login does not work\n");
        Assert.AreEqual("account", Labels(Folder.File("query.txt")));
    }

    [TestMethod]
    public void TheOnlyColumnBesideTheLabelIsOfSentences()
    {
        var rows = Table("tickets.csv", ["Label,Ticket", .. s_sentences[1..]]);
        var taught = Succeed("teach", "--support", rows, "-o", Classifier, "--json").Json;
        Assert.AreEqual("sentences", (string)taught["kind"]!);
        Assert.AreEqual(4, (int)taught["leaveOneOut"]!["correct"]!);
        Assert.AreEqual("delivery, delivery, refund, refund", Labels(rows));
    }

    [TestMethod]
    public void NumbersAreTaught()
    {
        // The second column would hide the first if their spreads counted.
        var rows = Table("rows.csv", "Weight,Label,Price", "1,a,1000", "1.1,a,2000", "2,b,2000", "2.1,b,1000");
        StringAssert.StartsWith(Teach(rows).Output, "learned a, b from 4 rows by numbers of equal spread in ");
        Assert.AreEqual("b, a", Labels(Table("query.csv", "Price,Weight", "1500,2.2", "1500,0.9")));
    }

    [TestMethod]
    public void ImagesAreTaught()
    {
        foreach (var (label, shade) in new[] { ("dark", 10), ("light", 240) })
            for (var i = 0; i < 2; i++)
                Drawings.Save(Folder.File("photos", label, $"{i}.png"), (byte)(shade + i));
        StringAssert.StartsWith(Teach(Folder.File("photos")).Output, "learned dark, light from 4 images by ResNet-18 in ");
        Assert.AreEqual("dark, dark, light, light", Labels(Folder.File("photos")));
    }

    [TestMethod]
    public void AnEstimateNeedsASecondExample()
    {
        var taught = Teach(Table("sentences.csv", s_sentences[0], s_sentences[1], s_sentences[3]));
        StringAssert.Contains(taught.Output, "accuracy not known: a class needs a second example to be judged by the others.");
    }

    [TestMethod]
    public void WhatCannotBeTaughtIsNamed()
    {
        void Refused(string message, string support) => Fail(ExitCode.Data, message, "teach", "--support", support, "-o", Classifier);
        Refused("at least 2 classes, but all its rows are labelled 'delivery'", Table("one.csv", s_sentences[..3]));
        Refused("has no column 'Label'", Table("labels.csv", "Class,Text", "a,hello"));
        Refused("has no columns beside Label", Table("alone.csv", "Label", "a", "b"));
        Refused("line 3, column 'Text' must not be empty", Table("empty.csv", "Label,Text", "a,hello", "b,"));
        Refused("column 'Width' must be a finite number, but is 'wide'", Table("numbers.csv", "Label,Width,Height", "a,1,2", "b,wide,3"));
        Refused("does not exist", Folder.File("nowhere.csv"));
        Refused("nowhere", Folder.File("nowhere"));
        Assert.IsFalse(File.Exists(Classifier));
    }

    private ToolCall Teach(string support) => Succeed("teach", "--support", support, "-o", Classifier);

    private string Labels(string query) => string.Join(
        ", ", Succeed("predict", Classifier, query, "--json").Json.AsArray().Select(prediction => (string)prediction!["label"]!));

    private string Table(string name, params string[] lines)
    {
        File.WriteAllText(Folder.File(name), string.Join('\n', lines) + "\n");
        return Folder.File(name);
    }
}
