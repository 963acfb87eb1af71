import type { FormRequest } from '../web/route.ts';
import type { SignUpForm } from './sign-up.ts';

/** The fields of a new account's form. */
export function readSignUp(request: FormRequest): SignUpForm {
  return {
    username: request.field('username'),
    name: request.field('name'),
    email: request.field('email'),
    password: request.field('password'),
    passwordConfirm: request.field('password_confirm'),
  };
}
