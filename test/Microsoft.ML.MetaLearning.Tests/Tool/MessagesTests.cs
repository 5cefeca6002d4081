using System;
using System.Reflection;
using MetaLearn;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Microsoft.ML.MetaLearning.Tests;

[TestClass]
public sealed class MessagesTests
{
    [TestMethod]
    public void WhatReflectionWrapsIsSaid() =>
        Assert.AreEqual(
            "shots must be at least 1.",
            Messages.Of(new TargetInvocationException(new TargetInvocationException(new ArgumentException(
                "shots must be at least 1.", "shots")))));
}
