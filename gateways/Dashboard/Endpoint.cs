using Microsoft.AspNetCore.Http;

namespace OpenSQT.Lmax.Dashboard;

/// <summary>One path of the machine interfaces.</summary>
/// <param name="Method">The only method that it answers.</param>
/// <param name="IsPublic">Needs no token: it tells nothing about money.</param>
/// <param name="Handle">Writes the answer.</param>
internal sealed record Endpoint(string Method, bool IsPublic, Func<HttpContext, Task> Handle);
