using Bunit;
using Portal.GwoManifests;

namespace Portal.Tests.GwoManifests;

public sealed class StudyPickerPartTests : PartTests
{
    private static readonly StudyChoices Two = new([new("SD_00000001", "Hearts"), new("SD_00000002", "Bones")], null);

    [Fact]
    public void Studies_of_the_Data_Service_can_be_picked_by_name()
    {
        string? chosen = null;
        var picker = Render<StudyPicker>(p => p.Add(s => s.Choices, Two).Add(s => s.StudyIdChanged, id => chosen = id));

        picker.Find("select").Change("SD_00000002");

        chosen.ShouldBe("SD_00000002");
        picker.FindAll("input").ShouldBeEmpty();
    }

    [Fact]
    public void Without_the_Data_Service_the_reason_is_told_and_an_id_can_be_typed()
    {
        string? chosen = null;
        var picker = Render<StudyPicker>(p => p.Add(s => s.Choices, new StudyChoices([], "The Data Service did not answer within 5 s.")).Add(s => s.StudyIdChanged, id => chosen = id));

        picker.Find("input").Change(" SD_ME0WME0W ");

        chosen.ShouldBe("SD_ME0WME0W");
        picker.Find("#study-note").TextContent.ShouldBe("The Data Service did not answer within 5 s. You can type the study’s id.");
    }

    [Fact]
    public void A_study_the_list_does_not_have_stays_chosen_as_typed()
    {
        var picker = Render<StudyPicker>(p => p.Add(s => s.Choices, Two).Add(s => s.StudyId, "SD_ME0WME0W"));

        picker.Find("input").GetAttribute("value").ShouldBe("SD_ME0WME0W");
    }

    [Fact]
    public void A_wrong_id_is_told_with_what_is_wrong_about_it()
    {
        var picker = Render<StudyPicker>(p => p.Add(s => s.Choices, Two).Add(s => s.StudyId, "SD_12"));

        picker.Find("#study-note").TextContent.ShouldContain("must be followed by 8 characters; here are 2");
        picker.Find("input").GetAttribute("aria-invalid").ShouldBe("true");
    }
}
