using Microsoft.VisualStudio.TestTools.UnitTesting;

// Tests that count tensors, measure memory or look at the clock share the process with all others.
[assembly: DoNotParallelize]
