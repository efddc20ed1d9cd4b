global using Hark.Tests;
global using Xunit;

[assembly: AssemblyFixture(typeof(Hark.Cli.Tests.TinyRun))]
[assembly: AssemblyFixture(typeof(Hark.Cli.Tests.SpokenTones))]
