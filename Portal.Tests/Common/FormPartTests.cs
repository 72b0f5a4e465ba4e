using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Bunit;
using Portal.Common;
using Portal.Domain.Runs;

namespace Portal.Tests.Common;

public sealed class FormPartTests : BunitContext
{
    private static readonly Form Form = Form.Of(typeof(Wish));

    [Fact]
    public void Every_kind_of_field_has_its_input_with_label_help_and_preset()
    {
        var part = Render<FormPart>(p => p.Add(f => f.Values, new FormValues(Form)).Add(f => f.Id, "x"));

        part.Find("input#x-name").GetAttribute("aria-required").ShouldBe("true");
        part.Find("textarea#x-remark").HasAttribute("aria-required").ShouldBeFalse();
        part.Find("input#x-copies").GetAttribute("inputmode").ShouldBe("numeric");
        part.Find("input#x-copies").GetAttribute("value").ShouldBe("3");
        part.Find("#x-copies-help").TextContent.ShouldBe("How many. A whole number from 1 to 9.");
        part.Find("input#x-share").GetAttribute("inputmode").ShouldBe("decimal");
        part.Find("input#x-dry").GetAttribute("type").ShouldBe("checkbox");
        part.Find("input#x-day").GetAttribute("type").ShouldBe("date");
        part.FindAll("select#x-kind option").Select(o => o.TextContent).ShouldBe(["Choose…", "bone", "skin"]);
        foreach (var label in part.FindAll("label"))
        {
            part.FindAll($"#{label.GetAttribute("for")}").Count.ShouldBe(1, label.TextContent);
        }
    }

    [Fact]
    public void What_is_filled_in_is_what_the_form_takes()
    {
        var values = new FormValues(Form);
        var part = Render<FormPart>(p => p.Add(f => f.Values, values).Add(f => f.Id, "x"));

        part.Find("#x-name").Change("tile 4");
        part.Find("#x-copies").Change("5");
        part.Find("#x-share").Change("0.5");
        part.Find("#x-dry").Change(true);
        part.Find("#x-day").Change("2026-11-17");
        part.Find("#x-kind").Change("skin");

        var (json, problems) = FormAnswer.Check(Form, values.ToJson());
        problems.ShouldBeEmpty();
        json.ShouldBe("""{"name":"tile 4","copies":5,"share":0.5,"dry":true,"day":"2026-11-17","kind":"skin"}""");
    }

    [Fact]
    public void What_is_wrong_is_said_at_its_field_and_what_was_typed_stays()
    {
        var values = new FormValues(Form) { ["name"] = "a", ["copies"] = "many" };
        values.Refused(FormAnswer.Check(Form, values.ToJson()).Problems);

        var part = Render<FormPart>(p => p.Add(f => f.Values, values).Add(f => f.Id, "x"));

        part.Find("#x-copies").GetAttribute("value").ShouldBe("many");
        part.Find("#x-copies").GetAttribute("aria-invalid").ShouldBe("true");
        part.Find("#x-copies").GetAttribute("aria-describedby").ShouldBe("x-copies-help x-copies-problem");
        part.Find("#x-copies-problem").TextContent.ShouldBe("Copies must be a whole number from 1 to 9.");
        part.Find("#x-kind-problem").TextContent.ShouldBe("Kind is needed.");
        part.FindAll("#x-name-problem").ShouldBeEmpty();
    }

    [Fact]
    public void An_earlier_object_fills_the_form_without_its_presets_and_differences_are_told()
    {
        var before = new FormValues(Form, """{"name":"tile 4","dry":true,"gone":1}""");
        var now = new FormValues(Form, """{"name":"tile 4","dry":true,"gone":1}""") { ["copies"] = " 2 ", ["dry"] = "false" };

        before["copies"].ShouldBe("");
        now.ChangedFrom(before).Select(c => (c.Field.Name, c.Before)).ShouldBe([("copies", ""), ("dry", "true")]);
        now.ToJson().TryGetProperty("gone", out _).ShouldBeFalse();
    }

    private sealed record Wish
    {
        public required string Name { get; init; }

        [DataType(DataType.MultilineText)]
        public string? Remark { get; init; }

        [Range(1, 9), DefaultValue(3), Display(Description = "How many.")]
        public int? Copies { get; init; }

        public decimal? Share { get; init; }
        public bool Dry { get; init; }
        public DateOnly? Day { get; init; }

        [AllowedValues("bone", "skin"), Required]
        public string? Kind { get; init; }
    }
}
