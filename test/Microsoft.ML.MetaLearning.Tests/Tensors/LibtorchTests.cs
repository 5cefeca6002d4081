using Microsoft.ML.MetaLearning.Tensors;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Microsoft.ML.MetaLearning.Tests;

[TestClass]
public sealed class LibtorchTests
{
    [TestMethod]
    [DataRow("libstdc++.so.6: version `GLIBCXX_3.4.32' not found (required by libLibTorchSharp.so)", "LoosenTorchSharp")]
    [DataRow("libLibTorchSharp.so: undefined symbol: _ZN2at4_ops", "version 2.10.0")]
    [DataRow("libtorch_cpu.so: cannot open shared object file: No such file or directory", "libtorch-cpu-linux-x64")]
    public void WhatTheLoaderSaysBecomesWhatToDo(string reason, string remedy) => StringAssert.Contains(Libtorch.Explain(reason), remedy);

    [TestMethod]
    public void NothingIsSaidWhereItIsLoaded() => Libtorch.Require();
}
