using System.Linq;
using System.Reflection;
using Microsoft.ML.MetaLearning.Preconditions;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Microsoft.ML.MetaLearning.Tests.Preconditions;

[TestClass]
public sealed class OptionNamesTests
{
    [TestMethod]
    public void EachNameIsThatOfAnOption()
    {
        var names = typeof(OptionNames).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field =>
            (string)field.GetRawConstantValue()!).ToArray();
        Assert.IsNotEmpty(names);
        foreach (var name in names)
            Assert.IsNotNull(typeof(MetaTrainerOptions).GetField(name), name);
    }
}
