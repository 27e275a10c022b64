namespace OpenSQT.Lmax.EndToEnd.Tests.Dashboard;

/// <summary>A test that looks at the page with the machine's own Chromium; where there is none it says so.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ChromiumFactAttribute : FactAttribute
{
    public ChromiumFactAttribute()
    {
        if (Chromium.Program is null) Skip = "no chromium on the PATH (Debian: apt-get install chromium)";
    }
}
