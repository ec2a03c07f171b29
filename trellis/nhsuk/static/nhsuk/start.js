// Every page works without this: the NHS components only add comfort (the error summary takes focus, the menu folds).
import { initAll } from "./vendor/nhsuk-frontend.min.js";

initAll();
