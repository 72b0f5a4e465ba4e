namespace Portal.Sandbox.DataService;

/// <summary>An answer other than success, in the words of the service.</summary>
public sealed class DataServiceRefusedException(int status, string message) : Exception(message)
{
    public int Status => status;
}
