using System.Globalization;

namespace Portal.Bench.Soak;

/// <summary>One look at everything, all within a second or two.</summary>
/// <param name="Stored">Number of the last thing in the database; looked at first.</param>
/// <param name="Shown">Number of the last thing on the page.</param>
/// <param name="GcHeapMiB">Null where the portal does not publish it.</param>
internal sealed record SoakSample(TimeSpan At, long Stored, long Shown, bool Live, double WorkingSetMiB, double? GcHeapMiB, double JsHeapMiB, double DomNodes)
{
    public const string Header = "seconds,stored,shown,behind,live,working_set_mib,gc_heap_mib,js_heap_mib,dom_nodes";

    public long Behind => Math.Max(0, Stored - Shown);

    public string Csv => string.Create(CultureInfo.InvariantCulture,
        $"{At.TotalSeconds:0},{Stored},{Shown},{Behind},{(Live ? 1 : 0)},{WorkingSetMiB:0.0},{GcHeapMiB:0.0},{JsHeapMiB:0.00},{DomNodes:0}");
}
