using System.CommandLine;
using Gateway.Local.Commands;

var commands = StackCommand.Create();
commands.Add(PartCommands.Identity());
commands.Add(PartCommands.Demo());
// Stopping takes as long as draining does: the command decides, not a time-out of the parser's.
return await commands.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
