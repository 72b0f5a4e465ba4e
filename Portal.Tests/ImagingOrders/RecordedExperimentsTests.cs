using System.Reflection;
using System.Text.Json;

namespace Portal.Tests.ImagingOrders;

/// <summary>The test tells what becomes of a recorded experiment in the portal's hands, or that the stand-in behaves as it was recorded.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
internal sealed class ExperimentAttribute(string name) : Attribute
{
    public string Name => name;
}

public sealed class RecordedExperimentsTests
{
    [Fact]
    public void Each_experiment_that_was_made_with_the_importer_has_a_test_and_no_test_names_another()
    {
        var recorded = ImagingFixtures.Json("recorded/experiments.json").EnumerateArray().Select(e => e.GetProperty("name").GetString()!);

        var tested = typeof(RecordedExperimentsTests).Assembly.GetTypes().SelectMany(t => t.GetMethods()).SelectMany(m => m.GetCustomAttributes<ExperimentAttribute>()).Select(e => e.Name);

        tested.Distinct().Order(StringComparer.Ordinal).ShouldBe(recorded.Order(StringComparer.Ordinal));
    }
}
