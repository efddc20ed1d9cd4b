using Hark.Cli;

return HarkCommand.Run(args);
