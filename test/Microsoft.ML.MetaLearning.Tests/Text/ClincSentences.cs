using System;
using System.IO;
using System.Linq;
using IntentFewShot;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Microsoft.ML.MetaLearning.Tests.Text;

/// <summary>Real sentences: those of CLINC150.</summary>
internal static class ClincSentences
{
    private static readonly Lazy<Sentence[]> s_all = new(Clinc150.Load);

    /// <summary>All sentences; without the data, the test is inconclusive.</summary>
    public static Sentence[] All()
    {
        try
        {
            return s_all.Value;
        }
        catch (FileNotFoundException e)
        {
            Assert.Inconclusive(e.Message);
            throw;
        }
    }

    /// <summary>Some sentences of each intent.</summary>
    public static Sentence[] Some(int ofEachIntent) => [.. All().GroupBy(s => s.Intent).SelectMany(intent => intent.Take(ofEachIntent))];
}
