global using Xunit;

[assembly: AssemblyFixture(typeof(Hark.Studio.Tests.Browser))]
[assembly: AssemblyFixture(typeof(Hark.Studio.Tests.TrainedWords))]
