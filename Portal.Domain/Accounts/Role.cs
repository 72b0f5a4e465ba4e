namespace Portal.Domain.Accounts;

/// <summary>Each may do what the one before may, and more.</summary>
public enum Role
{
    Viewer = 1,
    Curator = 2,
    Operator = 3,
    Admin = 4,
}

/// <summary>What a subject belongs to: a study, an OMERO group, or everything.</summary>
public static class Scopes
{
    public const string Everything = "*";

    public static string Study(string studyId) => $"study:{studyId}";
}
