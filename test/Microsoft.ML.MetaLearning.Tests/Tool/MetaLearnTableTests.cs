using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using MetaLearn;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Microsoft.ML.MetaLearning.Tests;

/// <summary>Odd CSV and TSV files: the right rows, or one clear sentence with the line; the same for every command.</summary>
[TestClass]
public sealed class MetaLearnTableTests : ToolTest
{
    /// <summary>What, the file, its content, the rows and classes that are in it.</summary>
    public static IEnumerable<object[]> SoundTexts =>
    [
        ["a text like a comment", "a.csv", "Text,Label\n// no comment,a\n//,b\n#tag,a\n", 3, 2],
        ["line breaks in quotes", "a.csv", "Text,Label\n\"two\nlines\",a\n\"three\r\nmore\r\nlines\",b\n", 2, 2],
        ["separators in quotes", "a.csv", "Text,Label\n\"one, two\",a\n\"three\",b\n", 2, 2],
        ["quotes written twice", "a.csv", "Text,Label\n\"he said \"\"yes\"\"\",a\n\"\"\"\",b\n", 2, 2],
        ["a quote in the middle", "a.csv", "Text,Label\na 5\" disk,a\nhe said \"yes\",b\n", 2, 2],
        ["a quote in the middle of a TSV", "a.tsv", "Text\tLabel\nhe said \"yes\"\ta\nx\tb\n", 2, 2],
        ["a TSV in quotes", "a.tsv", "Text\tLabel\n\"a\tb\"\ta\n\"c\"\tb\n", 2, 2],
        ["no line break at the end", "a.csv", "Text,Label\nx,a\ny,b", 2, 2],
        ["lines of Windows", "a.csv", "Text,Label\r\nx,a\r\ny,b\r\n", 2, 2],
        ["lines of old Macs", "a.csv", "Text,Label\rx,a\ry,b\r", 2, 2],
        ["blank lines", "a.csv", "Text,Label\n\nx,a\n\n\ny,b\n\n", 2, 2],
        ["a byte order mark", "a.csv", "\uFEFFText,Label\nx,a\ny,b\n", 2, 2],
        ["semicolons", "a.csv", "Text;Label\none, two;a\nthree;b\n", 2, 2],
        ["bars", "a.csv", "Text|Label\none, two;|a\nthree|b\n", 2, 2],
        ["tabs in a CSV", "a.csv", "Text\tLabel\none, two\ta\nthree\tb\n", 2, 2],
        ["a TSV with many commas", "a.tsv", "Text, with, commas\tText\tLabel\nx\ty\ta\nx\tz\tb\n", 2, 2],
        ["quoted names of columns", "a.csv", "\"Text\";\"Label\";\"a, b, c\"\nx;a;1\ny;b;2\n", 2, 2],
        ["words that other readers take for nothing", "a.csv", "Text,Label\nNA,a\nnull,b\nNaN,c\n-,d\n?,e\n", 5, 5],
        ["other writing systems", "a.csv", "Text,Label\nΚαλημέρα,ελληνικά\nこんにちは,日本語\n🐈,emoji\n", 3, 3],
        ["a control character", "a.csv", "Text,Label\na\u0001b,a\nc,b\n", 2, 2],
        ["a long field", "a.csv", $"Text,Label\n{new string('x', 100_000)},a\ny,b\n", 2, 2],
        ["blanks around fields", "a.csv", "Text,Label\n x , a\ny,b\n", 2, 2],
    ];

    [TestMethod]
    [DynamicData(nameof(SoundTexts))]
    public void AllRowsAreRead(string what, string name, string content, int rows, int classes)
    {
        var check = Check("text", Write(name, content));
        Assert.AreEqual(
            (ExitCode.Success, rows, classes),
            (check.Code, (int)check.Json["rows"]!, (int)check.Json["classes"]!),
            $"{what}: {check.Error}");
    }

    /// <summary>What, the file, its content, what is said of it.</summary>
    public static IEnumerable<object[]> FaultyTexts =>
    [
        ["a field that begins with a quote", "a.tsv", "Text\tLabel\nx\ta\n\"Yes\" he said\tb\ny\tb\n", "line 3 begins a field with a quote"],
        ["a quote that nothing ends", "a.tsv", "Text\tLabel\nx\ta\n\"oh no\tb\ny\tb\n", "line 3 begins a field with a quote"],
        ["a quote that another field ends", "a.tsv", "Text\tLabel\nx\ta\n\"oh no\tb\ny\tb\nhe said \"\tb\n", "line 3 begins a field with " +
            "a quote"],
        ["a quote that nothing ends in a CSV", "a.csv", "Text,Label\nx,a\n\"two\nlines\",b\n\"oh no,b\ny,b\n", "line 5 begins a field " +
            "with a quote"],
        ["too few fields", "a.csv", "Text,Label\nx,a\ny\n", "line 3 has 1 fields, but the header names 2 columns."],
        ["too many fields", "a.csv", "Text,Label\nx,a\none, two,b\n", "line 3 has 3 fields, but the header names 2 columns."],
        ["no class", "a.csv", "Text,Label\nx,a\ny,\n", "line 3, column 'Label' must not be empty."],
        ["no text", "a.csv", "Text,Label\nx,a\n  ,b\n", "line 3, column 'Text' must not be empty."],
        ["nothing", "a.csv", "", "is empty, but its first line must name its columns."],
        ["a header alone", "a.csv", "Text,Label\n", "names its columns, but has no rows."],
        ["another column", "a.csv", "Text,label\nx,a\n", "has no column 'Label'. Did you mean 'label'? Separated by commas, its columns " +
            "are Text, label."],
        ["a column twice", "a.csv", "Text,Label,Label\nx,a,b\n", "has 2 columns 'Label'"],
    ];

    [TestMethod]
    [DynamicData(nameof(FaultyTexts))]
    public void WhatCannotBeReadIsNamedByFileAndLine(string what, string name, string content, string message)
    {
        var file = Write(name, content);
        var check = Check("text", file);
        Assert.AreEqual(ExitCode.Data, check.Code, what);
        StringAssert.Contains(check.Error, $"file '{file}'", what);
        StringAssert.Contains(check.Error, message, what);
    }

    [TestMethod]
    public void QuotesCanBeCharactersLikeOthers()
    {
        var check = Check("text", Write("a.tsv", "Text\tLabel\n\"Yes\" he said\ta\n\"oh no\tb\n"), "quotes=false");
        Assert.AreEqual((2, 2), ((int)check.Json["rows"]!, (int)check.Json["classes"]!));
    }

    [TestMethod]
    public void AFieldThatHoldsWhatLooksLikeRowsIsNamed()
    {
        var check = Check("text", Write("a.csv", "Text,Label\nx,a\n\"oh no,b\ny,b\nhe said \",b\n"));
        Assert.AreEqual(2, (int)check.Json["rows"]!);
        StringAssert.Contains(check.Error, "line 3: a field in quotes reaches over lines that look like rows");
        Assert.AreEqual("", Check("text", Write("b.csv", "Text,Label\n\"Dear Ann,\n\nthank you\",a\n\"a, b, c\nd\",b\n")).Error);
    }

    [TestMethod]
    public void ASeparatorCanBeSet()
    {
        var file = Write("a.csv", "Text:Label\none, two:a\nthree, four:b\n");
        Assert.AreEqual(2, (int)Check("text", file, "separator=:").Json["rows"]!);
        StringAssert.Contains(
            Check("text", file, "separator=::").Error, "'separator' must be one character, and no quote or line break, but is '::'.");
    }

    [TestMethod]
    [DataRow("Label,x,y\na,1,2.5\nb,-1e3, 4\n", null)]
    [DataRow("Label;x;y\na;1;2,5\nb;-1e3;4\n", null)]
    [DataRow("Label\tx\ty\na\t1\t2,5\nb\t3\t4\n", null)]
    [DataRow("Label;x;y\na;1;2.5\nb;3;4\n", null)]
    [DataRow("Label;x;y\na;1,5;2\nb;3.5;4\n", "line 3, column 'x' must be a number with a decimal comma, as those before it, but is '3.5'.")]
    [DataRow("Label;x;y\na;1.234,5;2\n", "line 2, column 'x' must be a finite number, but is '1.234,5'.")]
    [DataRow("Label,x,y\na,\"1,5\",2\n", "line 2, column 'x' must be a number with a decimal point, since commas separate the columns, but is '1,5'.")]
    [DataRow("Label,x,y\na,1,\n", "line 2, column 'y' must be a number, but is empty.")]
    [DataRow("Label,x,y\na,NA,2\n", "line 2, column 'x' must be a finite number, but is 'NA'.")]
    [DataRow("Label,x,y\na,NaN,2\n", "line 2, column 'x' must be a finite number, but is 'NaN'.")]
    [DataRow("Label,x,y\na,1e60,2\n", "line 2, column 'x' must be a finite number, but is '1e60'.")]
    [DataRow("Label,x,y\na,1,2\nb,3\nc,five,6\n", "line 3 has 2 fields, but the header names 3 columns.")]
    [DataRow("Label,x,y\na,1,2\nb,3\nc,five,6\n", "line 4, column 'x' must be a finite number, but is 'five'.")]
    [DataRow("Label\na\nb\n", "has no columns of numbers beside Label.")]
    public void NumbersAreReadOrNamedByLineAndColumn(string content, string? message)
    {
        // Numbers are read alike wherever the tool runs.
        foreach (var culture in new[] { "en-US", "de-DE" })
        {
            using var _ = new InCulture(culture);
            var check = Check("table", Write("a.csv", content));
            if (message is null)
                Assert.AreEqual(2, (int)check.Json["rows"]!, check.Error);
            else
                StringAssert.Contains(check.Error, message);
        }
    }

    [TestMethod]
    public void TextThatIsNotUtf8IsRefusedByFileAndLine()
    {
        var file = Folder.File("ansi.csv");
        File.WriteAllBytes(file, Encoding.Latin1.GetBytes("Text,Label\neins,Hase\nzwei,Öse\ndrei,Äse\n"));
        var check = Check("text", file);
        Assert.AreEqual(ExitCode.Data, check.Code);
        StringAssert.Contains(check.Error, $"file '{file}', line 3: the text is not UTF-8");
        File.WriteAllText(file, "Text,Label\nzwei,Öse\ndrei,Äse\n", Encoding.Unicode);
        Assert.AreEqual(2, (int)Check("text", file).Json["classes"]!, "A byte order mark says what it is.");
        File.WriteAllBytes(file, Encoding.Unicode.GetBytes("Text,Label\nzwei,b\n"));
        Fail(ExitCode.Data, "line 1: the text is not UTF-8", "data", "check", file);
        File.WriteAllBytes(file, [.. Encoding.UTF8.Preamble, .. Encoding.Latin1.GetBytes("Text,Label\nzwei,Öse\n")]);
        Fail(ExitCode.Data, "line 2: the text is not UTF-8", "data", "check", file);
    }

    [TestMethod]
    public void LabelsThatLookAlikeAreNamed()
    {
        var check = Check("text", Write("a.csv", "Text,Label\n1,cat\n2,cat \n3,Dog\n4,dog\n5,\u00D6se\n6,O\u0308se\n7,cow\n"));
        Assert.AreEqual(ExitCode.Success, check.Code);
        foreach (var alike in new[] { "'cat' and 'cat '", "'Dog' and 'dog'", "'\u00D6se' and 'O\u0308se'" })
            StringAssert.Contains(
                check.Error, $"warning: labels that differ only by blanks, case or Unicode normal form are classes of their own: {alike}.");
    }

    [TestMethod]
    public void AColumnThatNumbersTheRowsIsNamed()
    {
        var lines = Enumerable.Range(0, 12)
            .Select(i => string.Create(CultureInfo.InvariantCulture, $"{100 + i},{i % 4},{i % 3},class {i % 4}"));
        var file = Write("a.csv", string.Join('\n', lines.Prepend("Id,x,y,Label")));
        StringAssert.Contains(Check("table", file).Error, "warning: column 'Id' of");
        Assert.IsFalse(Check("table", file, "featureColumns=[\"x\",\"y\"]").Error.Contains("warning", StringComparison.Ordinal));
        StringAssert.Contains(
            Check("table", file, "featureColumns=[\"x\",\"Label\"]").Error,
            "'featureColumns' must not hold 'Label', which says the class or the split.");
    }

    [TestMethod]
    public void EveryCommandReadsAlike()
    {
        var run = TrainOnNumbers();
        var broken = Write("broken.tsv", "x\ty\tLabel\n1\t1\ta\n2\t2\t\"b\n3\t3\tb\n");
        const string Message = "line 3 begins a field with a quote";
        Fail(ExitCode.Data, Message, "adapt", run, "--support", broken, "-o", Folder.File("no.zip"));
        Fail(ExitCode.Data, Message, "evaluate", run, "--rows", broken);

        var classifier = Folder.File("classifier.zip");
        var support = Write("support.csv", "x;y;Label\n0,5;0;a\n0,7;0,1;// b\n-1;-1;\"c\nd\"\n");
        Assert.AreEqual(3, Succeed("adapt", run, "--support", support, "-o", classifier, "--json").Json["classes"]!.AsObject().Count);

        // Rows that cannot be read are named, and the others are predicted.
        var query = Write("query.csv", "y,x\n0,0.5\n,1\n-1,-1\n2,NA\n");
        var predicted = Fail(
            ExitCode.Data, $"file '{query}', line 3, column 'y' must be a number, but is empty.", "predict", classifier, query, "--json");
        StringAssert.Contains(predicted.Error, "line 5, column 'x' must be a finite number, but is 'NA'.");
        CollectionAssert.AreEqual(
            new[] { ("1", "a"), ("3", "c\nd") },
            predicted.Json.AsArray().Select(p => ((string)p!["input"]!, (string)p["label"]!)).ToArray());
    }

    [TestMethod]
    public void AConfigurationIsOneWhateverItsCase()
    {
        File.Move(Configuration(), Folder.File("TINY.JSON"));
        Assert.AreEqual(30, (int)Succeed("data", "check", Folder.File("TINY.JSON"), "--json").Json["classes"]!);
    }

    [TestMethod]
    public void AConfigurationThatIsNotUtf8IsRefusedByItsLine()
    {
        var file = Folder.File("ansi.json");
        File.WriteAllBytes(file, Encoding.Latin1.GetBytes(Tiny.Replace("\"maml\"", "\"mäml\"")));
        Fail(ExitCode.Usage, "line 3: the text is not UTF-8", "config", "check", file);
    }

    [TestMethod]
    public void GroupsThatAreNotThereAreNamed()
    {
        var file = Write("a.csv", "Text,Label\n1,Greek/a\n2,Greek/b\n3,Korean/a\n4,Latin/a\n");
        var wrong = Check("text", file, "split.testGroups=[\"korean\"]");
        Assert.AreEqual(ExitCode.Data, wrong.Code);
        StringAssert.Contains(
            wrong.Error, "has no group 'korean', which the split names. Did you mean 'Korean'? Its groups are Greek, Korean, Latin.");
        var right = Check("text", file, "split.testGroups=[\"Korean\"]");
        Assert.AreEqual(
            ("groups", 3, 1), ((string)right.Json["split"]!, (int)right.Json["trainClasses"]!, (int)right.Json["testClasses"]!));
        StringAssert.Contains(
            Check("text", file, "split.by=ratio", "split.testGroups=[\"Korean\"]").Error, "'by' must be groups where groups are named");
    }

    [TestMethod]
    public void ASplitThatTheDataGivesIsTaken()
    {
        var file = Write("a.csv", "Text,Label,Part\n1,a,Training\n2,b,TRAIN\n3,c,valid\n4,d,Validation\n5,e,test\n6,f,train\n");
        var check = Check("text", file, "splitColumn=Part");
        Assert.AreEqual(
            ("given", 3, 2, 1),
            ((string)check.Json["split"]!, (int)check.Json["trainClasses"]!, (int)check.Json["validationClasses"]!, (int)check.Json["testClasses"]!),
            check.Error);
        Assert.AreEqual("ratio", (string)Check("text", file, "splitColumn=Part", "split.by=ratio").Json["split"]!);
        StringAssert.Contains(
            Check("text", Write("b.csv", "Text,Label,Part\n1,a,train\n2,b,holdout\n"), "splitColumn=Part").Error,
            "'holdout' in split column 'Part' must be one of train, val, test.");
        StringAssert.Contains(
            Check("text", file, "splitColumn=Text").Error,
            "'splitColumn' must not be 'Text', which names the class, the sentence or the features.");
    }

    [TestMethod]
    public void AllClassesThatAreTooSmallAreNamedAtOnce()
    {
        var configuration = Folder.File("few.json");
        File.WriteAllText(
            configuration, Tiny.Replace("\"drawings\": 6", "\"drawings\": 3").Replace("\"queryShots\": 2,", "\"queryShots\": 4,"));
        var check = ToolCall.Run("data", "check", configuration);
        StringAssert.Contains(check.Error, "an episode needs 5 rows of a class, for 1 shots and 4 query shots, but 'glyph 00");
        StringAssert.Contains(check.Error, "and 14 more have too few.");
        StringAssert.Contains(check.Error, "these settings suit: --set learner.queryShots=2");
        Assert.AreEqual(2, check.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length, check.Error);
    }

    private string Write(string name, string content)
    {
        var file = Folder.File(name);
        File.WriteAllText(file, content);
        return file;
    }

    private static ToolCall Check(string kind, string file, params string[] sets) =>
        ToolCall.Run(["data", "check", file, "--json", "--set", $"kind={kind}", .. sets.SelectMany(s => new[] { "--set", s })]);

    private string TrainOnNumbers()
    {
        var lines = Enumerable.Range(0, 24)
            .Select(i => string.Create(CultureInfo.InvariantCulture, $"class {i / 4},{Math.Sin(i / 4)},{Math.Cos(i / 4) + i % 4 * 0.01}"));
        var data = JsonText.Write(new JsonObject
        {
            ["kind"] = "table",
            ["path"] = Write("numbers.csv", string.Join('\n', lines.Prepend("Label,x,y"))),
            ["split"] = new JsonObject { ["validationFraction"] = 0, ["testFraction"] = 0 },
        });
        Train(
            "run",
            "--set",
            $"data={data}",
            "--set",
            "backbone={\"kind\":\"identity\"}",
            "--set",
            "learner={\"name\":\"prototypicalNetwork\",\"ways\":3,\"queryShots\":2,\"outerLoop\":{\"metaSteps\":1}}");
        return Folder.File("run");
    }
}
